import { grantWish, type WishAnswer } from './grant-wish.ts';
import {
  assertAllowed,
  readWishedTenant,
  startWish,
  type TenantWishInput,
  type TenantWishPorts,
} from './tenant-wish.ts';

/**
 * Records the wish to try the failed or cancelled operation again. Rejects as `readWishedTenant` and
 * `assertAllowed` do.
 */
export async function retryTenant(
  ports: TenantWishPorts,
  input: TenantWishInput,
): Promise<WishAnswer> {
  return await grantWish(ports, input, async (transaction) => {
    const tenant = await readWishedTenant(transaction, input);
    assertAllowed('retry', { catalog: ports.catalog, tenant, now: transaction.now() });
    const { desired, last_operation } = tenant;
    const { id: retryOf, kind } = last_operation;
    return await startWish(transaction, ports, { tenant, kind, desired, retryOf, input });
  });
}
