import { acquireLease } from '../provisioning/acquire-lease.ts';
import type { EnginePorts } from '../provisioning/engine-ports.ts';
import { releaseLease } from '../provisioning/release-lease.ts';
import { workOnTenant } from '../provisioning/work-on-tenant.ts';
import { TenantryError } from '../tenant/errors.ts';

/** What one look at a tenant came to. `lost`: another worker took over meanwhile. */
export type Reconciled = 'idle' | 'busy' | 'worked' | 'lost';

/**
 * Looks at a tenant and works on what is due, as long as one invocation may. Safe to call at any
 * time, twice, and at once in many processes. Rejects when the store cannot be used: call again.
 */
export async function reconcileTenant(ports: EnginePorts, tenantId: string): Promise<Reconciled> {
  const acquisition = await acquireLease(ports, tenantId);
  if (acquisition.kind !== 'held') return acquisition.kind;
  try {
    const { held, outcome } = await workOnTenant(ports, acquisition.held);
    const isDueNow = await releaseLease(ports, held, outcome);
    if (isDueNow) await ports.queue.publish({ schema: 1, tenant_id: tenantId });
    return 'worked';
  } catch (error) {
    if (error instanceof TenantryError && error.code === 'lease_lost') {
      ports.logger.warn('Working on a tenant stopped: the lease is lost', { tenant_id: tenantId });
      return 'lost';
    }
    // Whoever delivers the hint knows only that it failed; the reason is here.
    const details = error instanceof Error ? (error.stack ?? error.message) : String(error);
    ports.logger.error('Working on a tenant failed', { tenant_id: tenantId, details });
    throw error;
  }
}
