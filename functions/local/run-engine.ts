import { setTimeout as sleep } from 'node:timers/promises';
import { reconcileTenant } from '../../shared/use-cases/reconcile-tenant.ts';
import { recordDeadLetter } from '../../shared/use-cases/record-dead-letter.ts';
import { sweepDue } from '../../shared/use-cases/sweep-due.ts';
import type { Ports } from '../compose.ts';

/** The running engine of this process. */
export interface Engine {
  /** Takes nothing new; resolves when the running work has given its leases back. */
  stop(): Promise<void>;
}

export interface EngineOptions {
  readonly sweepPeriodMs: number;
  /** Tenants that are worked on at a time. */
  readonly concurrency: number;
}

/** Works on hints as they come, and sweeps for tenants that are due. */
export function runEngine(ports: Ports, options: EngineOptions): Engine {
  const stopping = new AbortController();
  const consumer = ports.startConsumer?.(
    {
      onHint: async ({ tenant_id }) => {
        await reconcileTenant(ports, tenant_id);
      },
      onDeadLetter: async (letter) => await recordDeadLetter(ports, letter),
    },
    { concurrency: options.concurrency },
  );
  const sweeping = sweepUntil(stopping.signal, ports, options.sweepPeriodMs);
  return {
    stop: async () => {
      stopping.abort();
      await Promise.all([consumer?.stop(), sweeping]);
    },
  };
}

async function sweepUntil(signal: AbortSignal, ports: Ports, periodMs: number): Promise<void> {
  while (!signal.aborted) {
    try {
      await sweepDue(ports);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      ports.logger.warn('Sweeping failed, trying again next time', { reason });
    }
    await sleep(periodMs, undefined, { signal }).catch(() => undefined);
  }
}
