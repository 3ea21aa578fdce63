import { grantWish, type WishAnswer } from './grant-wish.ts';
import {
  assertAllowed,
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
  return await grantWish(ports, input, async (transaction) => {
    const tenant = await readWishedTenant(transaction, input);
    assertAllowed('resume', { catalog: ports.catalog, tenant, now: transaction.now() });
    return await startWish(transaction, ports, {
      tenant,
      kind: 'resume',
      desired: 'active',
      input,
    });
  });
}
