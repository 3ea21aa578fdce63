import type { Catalog } from '../blueprint/blueprint.ts';
import { versionsOf } from '../blueprint/blueprint-versions.ts';
import type { InputError } from '../tenant/errors.ts';
import type { JsonObject } from '../tenant/json.ts';
import type { Tenant } from '../tenant/tenant.ts';
import { changeSpec, invalidSpec } from './change-spec.ts';
import type { WishAnswer } from './grant-wish.ts';
import { patchedSpec } from './patched-spec.ts';
import { sealSpec } from './seal-spec.ts';
import {
  assertAllowed,
  type Decision,
  grantTenantWish,
  readWishedTenant,
  type TenantWishInput,
  type TenantWishPorts,
} from './tenant-wish.ts';

export interface UpgradeTenantInput extends TenantWishInput {
  /** Version of the blueprint; absent: the newest. */
  readonly version?: string;
  /** A merge patch of the params, such as a new image tag. */
  readonly params?: JsonObject;
}

/**
 * Brings a tenant to another version of its blueprint, or to other params by way of an upgrade.
 * Rejects as `readWishedTenant`, `assertAllowed` and `changeSpec` do.
 */
export async function upgradeTenant(
  ports: TenantWishPorts,
  input: UpgradeTenantInput,
): Promise<WishAnswer> {
  return await grantTenantWish(ports, input, decideUpgrade);
}

/** The decision about that wish. */
export const decideUpgrade: Decision<UpgradeTenantInput> = async (transaction, ports, input) => {
  const { catalog } = ports;
  const tenant = await readWishedTenant(transaction, input);
  assertAllowed('upgrade', { catalog, tenant, now: transaction.now() });
  const { version: present } = tenant.blueprint;
  const versions = versionNames(catalog, tenant);
  const { version = versions[0] ?? present } = input;
  if (isOlder(versions, version, present)) throw invalidSpec(tenant, [older(version, present)]);
  const blueprint = { name: tenant.blueprint.name, version };
  const { params } = input;
  const wanted = patchedSpec(catalog, tenant, { blueprint, patch: { params } });
  const { spec, ...brought } = sealSpec(ports, tenant, wanted);
  // Also with the same specification: what a product's owner sets, such as an image, is not in it.
  const reason = `upgrade to version ${version}`;
  const granted = await changeSpec(transaction, ports, {
    ...{ have: tenant, tenant, spec, input, kind: 'upgrade', reason },
  });
  return { ...granted, ...brought };
};

/** The versions that this program has of a tenant's product, the newest first. */
function versionNames(catalog: Catalog, { product }: Tenant): readonly string[] {
  const newest = catalog.get(product);
  return newest === undefined ? [] : versionsOf(newest).map(({ version }) => version);
}

/** A version that there is no more is older than all that there are. */
function isOlder(versions: readonly string[], wanted: string, present: string): boolean {
  return versions.includes(present) && versions.indexOf(wanted) > versions.indexOf(present);
}

function older(wanted: string, present: string): InputError {
  const message = `Version ${wanted} is older than the present ${present}; roll back to a revision that had it`;
  return { pointer: '/version', code: 'older_version', message };
}
