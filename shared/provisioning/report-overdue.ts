import type { Logger } from '../ports/logger.ts';
import type { StepRecord } from '../tenant/operation.ts';
import type { Held } from './held.ts';
import { isOverdue, type Move } from './next-move.ts';

/**
 * Raises the alarm for a step that should have ended by now, with what it waits for: as its operation
 * is given up, or with each attempt of a deletion, which goes on. Else does nothing.
 */
export function reportOverdue(logger: Logger, { tenant, operation, now }: Held, move: Move): void {
  if (move.kind !== 'overdue' && move.kind !== 'run') return;
  if (!isOverdue(operation, move.step, now)) return;
  logger.error('Missing step deadline', {
    ...{ tenant_id: tenant.id, operation_id: operation.id, operation: operation.kind },
    ...fieldsOf(move.step),
  });
}

function fieldsOf({ name, wait, attempts }: StepRecord) {
  return { step: name, attempt: attempts, reason: wait?.reason, waits_for: wait?.message };
}
