import type { Logger } from '../ports/logger.ts';
import type { Queue } from '../ports/queue.ts';
import { TenantryError } from '../tenant/errors.ts';

/** What publishing a hint needs. */
export interface PublishHintPorts {
  readonly queue: Pick<Queue, 'publish'>;
  readonly logger: Logger;
}

/**
 * Publishes the hint of a wish that is written. One that is not accepted is logged and costs time
 * only: the sweep finds the tenant.
 */
export async function publishHint(
  { queue, logger }: PublishHintPorts,
  tenantId: string,
): Promise<void> {
  try {
    await queue.publish({ schema: 1, tenant_id: tenantId });
  } catch (error) {
    const code = error instanceof TenantryError ? error.code : 'internal';
    logger.warn('Publishing a hint failed', { tenant_id: tenantId, code });
  }
}
