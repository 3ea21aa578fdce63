import type { Logger } from '../ports/logger.ts';
import type { Queue } from '../ports/queue.ts';
import type { Store } from '../ports/store.ts';

/** Most tenants that one sweep hints at; the next sweep takes the rest. */
const sweepMax = 500;

export interface SweepPorts {
  readonly store: Pick<Store, 'listDue'>;
  readonly queue: Queue;
  readonly logger: Logger;
}

/**
 * Publishes a hint for each tenant that is due: what makes lost hints, crashed workers and passed
 * waits harmless. Reads only what is due. Two at once are harmless. Resolves to how many were due.
 */
export async function sweepDue({ store, queue, logger }: SweepPorts): Promise<number> {
  const due = await store.listDue(sweepMax);
  await Promise.all(due.map((tenant_id) => queue.publish({ schema: 1, tenant_id })));
  if (due.length > 0) logger.info('Sweeping found tenants that are due', { due: due.length });
  return due.length;
}
