import { setTimeout as pause } from 'node:timers/promises';
import type { Clock, Random } from '../../ports/clock.ts';
import type { Logger } from '../../ports/logger.ts';
import type { DeadLetterHandler, HintHandler, WorkHint } from '../../ports/queue.ts';
import { TenantryError } from '../../tenant/errors.ts';
import { deadHint } from './dead-hint.ts';
import type { Delivery, HintTable } from './hint-table.ts';
import { parseDocument } from './parse-document.ts';
import type { QueueLimits } from './queue-limits.ts';

/** What deliveries are made with. */
export interface DeliveryParts {
  readonly table: HintTable;
  readonly limits: QueueLimits;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger | undefined;
}

/** Who gets hints, and who gets those that no delivery could end. */
export interface HintHandlers {
  readonly onHint: HintHandler;
  readonly onDeadLetter: DeadLetterHandler;
}

/**
 * Gives one hint to the handler and settles it: done, again later, or dead letter. Never rejects: a
 * hint that could not be settled comes back when its lease runs out.
 */
export async function deliver(
  parts: DeliveryParts,
  delivery: Delivery,
  { onHint, onDeadLetter }: HintHandlers,
): Promise<void> {
  const { table, limits } = parts;
  const renewal = setInterval(() => renew(parts, delivery), limits.leaseMs / 3);
  try {
    if (delivery.attempts > limits.attemptsMax) throw neverEnded();
    await withinDeadline(limits.deliveryMs, () =>
      onHint(parseDocument<WorkHint>('hints', delivery.json)),
    );
    table.acknowledge(delivery);
  } catch (error) {
    await settleFailure(parts, { delivery, error }, onDeadLetter);
  } finally {
    clearInterval(renewal);
  }
}

async function withinDeadline(ms: number, work: () => Promise<void>): Promise<void> {
  const ended = new AbortController();
  const deadline = pause(ms, undefined, { signal: ended.signal }).then(() => {
    throw new TenantryError('delivery_timeout', `Cannot deliver a hint: no end after ${ms} ms`);
  });
  try {
    await Promise.race([work(), deadline]);
  } finally {
    ended.abort();
    // The deadline's own rejection, by the abort or after the race, is nobody's concern.
    deadline.catch(() => undefined);
  }
}

function renew({ table, limits, clock, logger }: DeliveryParts, delivery: Delivery): void {
  try {
    table.postpone(delivery, Math.floor(clock.now()) + limits.leaseMs);
  } catch (error) {
    // The next renewal may succeed; if none does, the hint is delivered twice, which is allowed.
    logger?.warn('Renewing the lease of a hint failed', fieldsOf(delivery, error));
  }
}

interface FailedDelivery {
  readonly delivery: Delivery;
  readonly error: unknown;
}

async function settleFailure(
  parts: DeliveryParts,
  { delivery, error }: FailedDelivery,
  onDeadLetter: DeadLetterHandler,
): Promise<void> {
  const { table, limits, clock, logger } = parts;
  try {
    if (delivery.attempts >= limits.attemptsMax) {
      // Kept before it goes: whoever dies between the two keeps it again, which changes nothing.
      await onDeadLetter(deadHint(delivery, reasonOf(error), limits.attemptsMax));
      table.acknowledge(delivery);
      return;
    }
    table.postpone(delivery, Math.floor(clock.now()) + backoffMs(parts, delivery, error));
    logger?.warn('Delivering a hint failed', fieldsOf(delivery, error));
  } catch (settling) {
    logger?.warn('Settling a hint failed', fieldsOf(delivery, settling));
  }
}

/** Exponential with jitter, and no sooner than the failed call itself asked for. */
function backoffMs({ limits, random }: DeliveryParts, delivery: Delivery, error: unknown): number {
  const { backoffMsFirst, backoffMsLast } = limits;
  const ceilingMs = Math.min(backoffMsFirst * 2 ** (delivery.attempts - 1), backoffMsLast);
  const askedMs = error instanceof TenantryError ? (error.retryAfterMs ?? 0) : 0;
  const jitteredMs = Math.ceil(ceilingMs * (0.1 + 0.9 * random()));
  return Math.min(Math.max(jitteredMs, Math.ceil(askedMs)), backoffMsLast);
}

/** For a hint whose last delivery neither succeeded nor failed. */
function neverEnded(): TenantryError {
  return new TenantryError(
    'delivery_timeout',
    'Cannot deliver a hint: its last delivery did not end, the process died or stood still',
  );
}

function reasonOf(error: unknown): string {
  if (error instanceof TenantryError) return `${error.code}: ${error.message}`;
  // Other errors may quote what the handler worked on.
  return error instanceof Error ? `Unexpected ${error.name}` : 'Unexpected error';
}

function fieldsOf({ tenantId, attempts }: Delivery, error: unknown) {
  return { tenant_id: tenantId, attempt: attempts, reason: reasonOf(error) };
}
