import { versionsOf } from '../blueprint/blueprint-versions.ts';
import type { JsonObject } from '../tenant/json.ts';
import { mergePatch } from '../tenant/merge-patch.ts';
import { changeSpec } from './change-spec.ts';
import type { WishAnswer } from './grant-wish.ts';
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
  const product = catalog.get(tenant.product);
  const newest = product && versionsOf(product)[0]?.version;
  const version = input.version ?? newest ?? tenant.blueprint.version;
  const spec = {
    blueprint: { name: tenant.blueprint.name, version },
    tier: tenant.tier,
    params: mergePatch(tenant.params, input.params ?? {}),
  };
  // Also with the same specification: what a product's owner sets, such as an image, is not in it.
  const reason = `upgrade to version ${version}`;
  return await changeSpec(transaction, ports, { tenant, spec, input, kind: 'upgrade', reason });
};
