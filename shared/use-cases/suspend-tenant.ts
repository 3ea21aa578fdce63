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

export interface SuspendTenantInput extends TenantWishInput {
  /** For people and the audit trail: `unpaid`. */
  readonly reason: string;
}

/**
 * Stops a tenant without taking anything away. Rejects as `readWishedTenant` and `assertAllowed` do.
 */
export async function suspendTenant(
  ports: TenantWishPorts,
  input: SuspendTenantInput,
): Promise<WishAnswer> {
  return await grantTenantWish(ports, input, decideSuspension);
}

/** The decision about that wish. */
export const decideSuspension: Decision<SuspendTenantInput> = async (transaction, ports, input) => {
  const tenant = await readWishedTenant(transaction, input);
  const at = transaction.now();
  assertAllowed('suspend', { catalog: ports.catalog, tenant, now: at });
  const { reason, principal } = input;
  return await startWish(transaction, ports, {
    have: tenant,
    tenant: { ...tenant, suspension: { reason, at, by: principal.id } },
    ...{ kind: 'suspend', desired: 'suspended', reason, input },
  });
};
