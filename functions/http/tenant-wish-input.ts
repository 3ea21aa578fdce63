import type { TenantWishInput } from '../../shared/use-cases/tenant-wish.ts';
import { assertId } from './assert-id.ts';
import { generationOf } from './if-match.ts';
import type { Call } from './route.ts';

/** What a wish about one tenant asks for. Throws `tenant_not_found` or `generation_mismatch`. */
export function tenantWishInput(
  call: Call<{ readonly id: string }, unknown, unknown>,
  planId?: string,
): TenantWishInput {
  const { principal, requestId, idempotency } = call;
  const ifGeneration = generationOf(call.ifMatch);
  return {
    principal,
    requestId,
    tenantId: assertId('tenant', call.params.id),
    ...(idempotency !== undefined && { idempotency }),
    ...(ifGeneration !== undefined && { ifGeneration }),
    ...(planId !== undefined && { planId }),
  };
}
