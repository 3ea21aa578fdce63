import type { WorkHint } from '../../shared/ports/queue.ts';

/** A hint to look at a tenant. */
export function aHint(tenantId: string): WorkHint {
  return { schema: 1, tenant_id: tenantId };
}
