import type { OperationKind } from '../tenant/operation.ts';
import type { Tenant } from '../tenant/tenant.ts';
import { assertUnprotected } from './delete-tenant.ts';
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
    const { id: retryOf } = last_operation;
    const kind = kindToRetry(tenant);
    if (kind === 'delete') assertUnprotected(tenant);
    return await startWish(transaction, ports, {
      ...{ have: tenant, tenant, kind, desired, retryOf, input },
    });
  });
}

/** What failed; or, of a tenant that serves, what is still to come true, whatever was done since. */
function kindToRetry({ status, pending, last_operation: { kind } }: Tenant): OperationKind {
  return status === 'failed' ? kind : (pending ?? kind);
}
