import type { Catalog } from '../blueprint/blueprint.ts';
import type { Transaction } from '../ports/store.ts';
import type { Sealing } from '../ports/vault.ts';
import { type OperationWish, startOperation } from '../provisioning/start-operation.ts';
import { claimsOf, id8Claim } from '../provisioning/wanted-claims.ts';
import { TenantryError } from '../tenant/errors.ts';
import { id8Of } from '../tenant/names.ts';
import { newTenant, type TenantIdentity } from '../tenant/new-tenant.ts';
import { assertNewPlanned, bindingOfNew } from './assert-planned.ts';
import type { CheckedTenant, NewTenant, Placement } from './check-new-tenant.ts';
import { assertUnclaimed, takenClaims, writeClaims } from './claim-names.ts';
import {
  type Granted,
  grantWish,
  type WishAnswer,
  type WishInput,
  type WishPorts,
} from './grant-wish.ts';
import { sealedTenant } from './sealed-tenant.ts';
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
export interface CreationPorts extends Pick<CreateTenantPorts, 'catalog' | 'placement' | 'newId'> {
  /** Absent: secret values are refused. */
  readonly sealing?: Pick<Sealing, 'sealer'> | undefined;
}

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
  const { id, checked, ...brought } = sealedTenant(ports, input);
  return await grantWish(ports, input, async (transaction) => {
    if (input.planId !== undefined) assertNewPlanned(input.planId, bindingOfNew(checked));
    const granted = await decideCreation(transaction, ports, { id, checked, input });
    return { ...granted, ...brought };
  });
}

/** The decision about that wish: `slug_taken` and the like, or the tenant with its first operation. */
export async function decideCreation(
  transaction: Transaction,
  ports: CreationPorts,
  { id, checked, input }: Wanted,
): Promise<Granted> {
  const identity = await freeIdentity(transaction, ports, { id, checked, input });
  return await write(transaction, ports, { identity, checked, input });
}

/** A tenant to create, and for whom. */
interface Wanted {
  /** The same in every attempt: secret values are sealed for it. */
  readonly id: string;
  readonly checked: CheckedTenant;
  readonly input: WishInput;
}

/** Names that nobody holds. All claims are read at once, so a create waits for the store once. */
async function freeIdentity(
  transaction: Transaction,
  ports: CreationPorts,
  { id, checked, input }: Wanted,
): Promise<TenantIdentity> {
  for (let draw = 0; draw < id8Draws; draw += 1) {
    const id8 = id8Of(draw === 0 ? id : ports.newId());
    const identity = identityOf(checked, { id, id8, ports, input });
    const taken = await takenClaims(transaction, identity.claims);
    if (!taken.some(({ name }) => name === id8Claim(checked.cluster, id8))) {
      const action = `create tenant "${identity.slug}"`;
      const { resolvedParams: params } = checked;
      assertUnclaimed(taken, { principal: input.principal, action, params, origin: '/slug' });
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
    claims: claimsOf(blueprint, { tenant, params: resolvedParams }, cluster),
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
