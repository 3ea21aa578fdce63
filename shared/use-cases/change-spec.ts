import type { Blueprint, Catalog, RenderContext } from '../blueprint/blueprint.ts';
import { type BlueprintRef, blueprintOf, findBlueprint } from '../blueprint/blueprint-versions.ts';
import { parseParams } from '../blueprint/parse-params.ts';
import type { Transaction } from '../ports/store.ts';
import { renderContextOf } from '../provisioning/planned-steps.ts';
import { wantedClaims } from '../provisioning/wanted-claims.ts';
import { canonicalJson } from '../tenant/canonical-json.ts';
import { type InputError, TenantryError } from '../tenant/errors.ts';
import type { JsonObject } from '../tenant/json.ts';
import type { OperationKind } from '../tenant/operation.ts';
import { isAdmin } from '../tenant/principal.ts';
import type { Tenant } from '../tenant/tenant.ts';
import { namedSlugErrors, wishErrors } from './check-new-tenant.ts';
import { assertUnclaimed, takenClaims, writeClaims } from './claim-names.ts';
import type { Granted } from './grant-wish.ts';
import { type DecisionPorts, startWish, type TenantWishInput } from './tenant-wish.ts';
import { unknownTier } from './unknown-tier.ts';
import { writeRevision } from './write-revision.ts';

/** What a tenant is made of, as a caller may change it. */
export interface TenantSpec {
  readonly blueprint: BlueprintRef;
  readonly tier: string;
  /** As given, without the defaults. */
  readonly params: JsonObject;
}

/** A new specification for a tenant that there is. */
export interface SpecChange {
  /** The tenant as it was read. */
  readonly have: Tenant;
  /** The tenant with everything else that changes. */
  readonly tenant: Tenant;
  readonly spec: TenantSpec;
  readonly kind: 'update' | 'upgrade' | 'rollback';
  /** Why, for the revision: `Rollback to revision 3`. */
  readonly reason: string;
  readonly input: TenantWishInput;
}

/**
 * Brings a new specification into force: the next revision, its names claimed, and the operation.
 * A tenant that never was active is created with it. Throws `invalid_tenant` with every fault, or
 * `slug_taken`, `host_taken` and the like.
 */
export async function changeSpec(
  transaction: Transaction,
  ports: DecisionPorts,
  { have, tenant, spec, kind, reason, input }: SpecChange,
): Promise<Granted> {
  const { resolved, blueprint } = checkSpec(ports.catalog, tenant, spec);
  assertWishable(blueprint, { have, params: resolved, isByAdmin: isAdmin(input.principal) });
  const changed: Tenant = { ...tenant, ...spec, revision: tenant.generation + 1 };
  const added = wantedClaims(ports.catalog, changed).filter(
    (name) => !tenant.claims.includes(name),
  );
  const { principal } = input;
  const action = `change tenant "${tenant.slug}"`;
  const claimant = { principal, action, params: resolved, origin: '/params' };
  assertUnclaimed(await takenClaims(transaction, added), claimant);
  const pending = kindOfChange(have, kind);
  const granted = await startWish(transaction, ports, {
    have,
    // Names of the former revision are kept until the new one has come true.
    tenant: { ...changed, pending, claims: [...tenant.claims, ...added] },
    ...{ kind: pending, desired: 'active', reason, input },
  });
  writeClaims(transaction, granted.tenant, added);
  writeRevision(transaction, granted.tenant, { params: resolved, actor: principal.id, reason });
  return granted;
}

interface SpecWish {
  readonly have: Tenant;
  readonly params: JsonObject;
  readonly isByAdmin: boolean;
}

/** Throws `invalid_tenant` for params that the product does not take as a wish. */
function assertWishable(blueprint: Blueprint, { have, params, isByAdmin }: SpecWish): void {
  const context = contextOf(blueprint, have);
  const { slug } = have;
  const wish = { params, slug, isAdmin: isByAdmin, ...(context && { have: context }) };
  const errors = [
    ...namedSlugErrors(blueprint, have.slug, blueprint.slugIn?.(params)),
    ...wishErrors(blueprint, wish),
  ];
  if (errors.length > 0) throw invalidSpec(have, errors);
}

/** Undefined: the tenant has params of a version that is no more. */
function contextOf(blueprint: Blueprint, have: Tenant): RenderContext | undefined {
  const { ok } = parseParams(blueprint, have.params, '/params');
  return ok ? renderContextOf(blueprint, have) : undefined;
}

/** A tenant that never was active is created; what an upgrade did not finish an update must not skip. */
function kindOfChange(
  { good_revisions, pending }: Tenant,
  kind: SpecChange['kind'],
): OperationKind {
  if (good_revisions.length === 0) return 'create';
  return kind === 'update' && pending === 'upgrade' ? 'upgrade' : kind;
}

/** Whether two specifications come to the same once defaults are filled in. */
export function isSameSpec(catalog: Catalog, tenant: Tenant, spec: TenantSpec): boolean {
  const { blueprint, tier } = tenant;
  if (canonicalJson({ blueprint, tier }) !== canonicalJson(specKey(spec))) return false;
  const { resolved, blueprint: wanted } = checkSpec(catalog, tenant, spec);
  return canonicalJson(renderContextOf(wanted, tenant).params) === canonicalJson(resolved);
}

function specKey({ blueprint, tier }: TenantSpec) {
  return { blueprint, tier };
}

/** A specification that may come into force. */
interface CheckedSpec {
  readonly blueprint: Blueprint;
  /** Params with all defaults. */
  readonly resolved: JsonObject;
}

function checkSpec(catalog: Catalog, tenant: Tenant, spec: TenantSpec): CheckedSpec {
  // A version that this program has no more is no reason to refuse what does not change it.
  const isOwn = spec.blueprint.version === tenant.blueprint.version;
  const blueprint = (isOwn ? blueprintOf : findBlueprint)(catalog, spec.blueprint);
  if (blueprint === undefined) throw invalidSpec(tenant, [unknownVersion(spec.blueprint)]);
  const params = parseParams(blueprint, spec.params, '/params');
  const errors = [
    ...(blueprint.tiers.includes(spec.tier) ? [] : [unknownTier(blueprint, spec.tier)]),
    ...(params.ok ? immutableErrors(blueprint, tenant, params.params) : params.errors),
  ];
  if (errors.length > 0 || !params.ok) throw invalidSpec(tenant, errors);
  return { blueprint, resolved: params.params };
}

/** A tenant that never came to be may still become anything. */
function immutableErrors(
  blueprint: Blueprint,
  tenant: Tenant,
  wanted: JsonObject,
): readonly InputError[] {
  if (tenant.good_revisions.length === 0) return [];
  const have = parseParams(blueprint, tenant.params, '/params');
  if (!have.ok) return [];
  return (blueprint.immutableParams ?? [])
    .filter((name) => canonicalJson(have.params[name]) !== canonicalJson(wanted[name]))
    .map((name) => ({
      pointer: `/params/${name}`,
      code: 'immutable',
      message: 'Cannot be changed once the tenant exists',
    }));
}

function unknownVersion({ name, version }: BlueprintRef): InputError {
  const message = `Product ${name} has no version "${version}"; GET /products/${name} lists them`;
  return { pointer: '/version', code: 'unknown_version', message };
}

/** A new specification with these faults. */
export function invalidSpec({ slug }: Tenant, errors: readonly InputError[]): TenantryError {
  return new TenantryError(
    'invalid_tenant',
    `Cannot change tenant "${slug}": the request has errors`,
    {
      errors,
    },
  );
}
