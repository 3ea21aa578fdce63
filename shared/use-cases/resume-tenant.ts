import type { WishAnswer } from './grant-wish.ts';
import {
  assertAllowed,
  type Decision,
  grantTenantWish,
  readWishedTenant,
  startWish,
  type TenantWishInput,
  type TenantWishPorts,
} from './tenant-wish.ts';

/** Starts a suspended tenant again. Rejects as `readWishedTenant` and `assertAllowed` do. */
export async function resumeTenant(
  ports: TenantWishPorts,
  input: TenantWishInput,
): Promise<WishAnswer> {
  return await grantTenantWish(ports, input, decideResumption);
}

/** The decision about that wish. */
export const decideResumption: Decision<TenantWishInput> = async (transaction, ports, input) => {
  const tenant = await readWishedTenant(transaction, input);
  assertAllowed('resume', { catalog: ports.catalog, tenant, now: transaction.now() });
  return await startWish(transaction, ports, {
    ...{ have: tenant, tenant, kind: 'resume', desired: 'active', input },
  });
};
