import type { Catalog } from '../blueprint/blueprint.ts';
import type { Transaction } from '../ports/store.ts';
import { type OperationWish, startOperation } from '../provisioning/start-operation.ts';
import { id8Claim } from '../provisioning/wanted-claims.ts';
import { TenantryError } from '../tenant/errors.ts';
import { id8Of } from '../tenant/names.ts';
import { newTenant, type TenantIdentity } from '../tenant/new-tenant.ts';
import { assertNewPlanned, bindingOfNew } from './assert-planned.ts';
import {
  type CheckedTenant,
  checkNewTenant,
  type NewTenant,
  type Placement,
} from './check-new-tenant.ts';
import { assertUnclaimed, takenClaims, writeClaims } from './claim-names.ts';
import {
  type Granted,
  grantWish,
  type WishAnswer,
  type WishInput,
  type WishPorts,
} from './grant-wish.ts';
import { writeRevision } from './write-revision.ts';

/** How often the id8 is drawn again when another tenant of the cluster has it. */
const id8Draws = 8;

export interface CreateTenantPorts extends WishPorts {
  readonly catalog: Catalog;
  readonly placement: Placement;
  /** A random UUID v4. */
  readonly newId: () => string;
}

/** What deciding about a new tenant needs. */
export type CreationPorts = Pick<CreateTenantPorts, 'catalog' | 'placement' | 'newId'>;

export interface CreateTenantInput extends WishInput {
  readonly wanted: NewTenant;
}

/**
 * Records the wish for a tenant, with its names claimed. Rejects with `invalid_tenant` and every
 * fault, or with `slug_taken`, `host_taken` or `namespace_taken`; with a plan also as
 * `assertNewPlanned` does.
 */
export async function createTenant(
  ports: CreateTenantPorts,
  input: CreateTenantInput,
): Promise<WishAnswer> {
  const checked = checkedTenant(ports, input.wanted);
  return await grantWish(ports, input, async (transaction) => {
    if (input.planId !== undefined) assertNewPlanned(input.planId, bindingOfNew(checked));
    return await decideCreation(transaction, ports, { checked, input });
  });
}

/** A tenant that may be created. Throws `invalid_tenant` with every fault. */
export function checkedTenant(
  { catalog, placement }: Pick<CreateTenantPorts, 'catalog' | 'placement'>,
  wanted: NewTenant,
): CheckedTenant {
  const check = checkNewTenant(catalog, placement, wanted);
  if (check.ok) return check.tenant;
  const { errors } = check;
  throw new TenantryError('invalid_tenant', 'Cannot create the tenant: the request has errors', {
    errors,
  });
}

/** The decision about that wish: `slug_taken` and the like, or the tenant with its first operation. */
export async function decideCreation(
  transaction: Transaction,
  ports: CreationPorts,
  { checked, input }: Wanted,
): Promise<Granted> {
  const identity = await freeIdentity(transaction, ports, { checked, input });
  return await write(transaction, ports, { identity, checked, input });
}

/** A tenant to create, and for whom. */
interface Wanted {
  readonly checked: CheckedTenant;
  readonly input: WishInput;
}

/** Names that nobody holds. All claims are read at once, so a create waits for the store once. */
async function freeIdentity(
  transaction: Transaction,
  ports: CreationPorts,
  { checked, input }: Wanted,
): Promise<TenantIdentity> {
  const id = ports.newId();
  for (let draw = 0; draw < id8Draws; draw += 1) {
    const id8 = id8Of(draw === 0 ? id : ports.newId());
    const identity = identityOf(checked, { id, id8, ports, input });
    const taken = await takenClaims(transaction, identity.claims);
    if (!taken.some(({ name }) => name === id8Claim(checked.cluster, id8))) {
      const action = `create tenant "${identity.slug}"`;
      assertUnclaimed(taken, { principal: input.principal, action });
      return identity;
    }
  }
  throw new TenantryError(
    'id_space_crowded',
    `Cannot find a free short id on cluster "${checked.cluster}"`,
  );
}

interface Ids {
  readonly id: string;
  readonly id8: string;
  readonly ports: CreationPorts;
  readonly input: WishInput;
}

function identityOf(checked: CheckedTenant, { id, id8, ports, input }: Ids): TenantIdentity {
  const { blueprint, cluster, organization, tier, labels, params, resolvedParams } = checked;
  const { id: created_by, organization_id } = input.principal;
  const slug = checked.slugOf(id);
  const namespace = blueprint.namespace(slug);
  const tenant = { id, id8, slug, organization, organization_id, tier, namespace };
  const { name: product, version } = blueprint;
  return {
    id,
    id8,
    organization_id,
    organization,
    slug,
    product,
    tier,
    params,
    labels,
    created_by,
    blueprint: { name: product, version },
    placement: { region: ports.placement.region, cluster, namespace },
    claims: [
      `slug:${product}:${slug}`,
      id8Claim(cluster, id8),
      ...blueprint.claims({ tenant, params: resolvedParams }),
    ],
  };
}

interface Birth {
  readonly identity: TenantIdentity;
  readonly checked: CheckedTenant;
  readonly input: WishInput;
}

async function write(
  transaction: Transaction,
  { catalog, newId }: CreationPorts,
  { identity, checked, input }: Birth,
): Promise<Granted> {
  const { principal, requestId } = input;
  const now = transaction.now();
  const operationId = newId();
  const wish: OperationWish = {
    operationId,
    kind: 'create',
    desired: 'active',
    actor: principal.id,
    requestId,
    retryOf: null,
  };
  const draft = newTenant(identity, { now, operationId });
  const tenant = await startOperation(transaction, catalog, { tenant: draft, wish });
  writeClaims(transaction, tenant, tenant.claims);
  const { resolvedParams: params } = checked;
  writeRevision(transaction, tenant, { params, actor: principal.id, reason: 'create' });
  transaction.create('tenants', tenant.id, tenant);
  return { tenant, isWork: true };
}
