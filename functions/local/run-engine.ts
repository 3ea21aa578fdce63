import { setTimeout as sleep } from 'node:timers/promises';
import { reconcileTenant } from '../../shared/use-cases/reconcile-tenant.ts';
import { recordDeadLetter } from '../../shared/use-cases/record-dead-letter.ts';
import { sweepDue } from '../../shared/use-cases/sweep-due.ts';
import { walkCluster } from '../../shared/use-cases/walk-cluster.ts';
import type { Ports } from '../compose.ts';

/** The running engine of this process. */
export interface Engine {
  /** Takes nothing new; resolves when the running work has given its leases back. */
  stop(): Promise<void>;
}

export interface EngineOptions {
  readonly sweepPeriodMs: number;
  readonly walkPeriodMs: number;
  /** Tenants that are worked on at a time. */
  readonly concurrency: number;
}

/** Works on hints as they come, sweeps for tenants that are due, and walks over the cluster. */
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
  const { signal } = stopping;
  const { logger } = ports;
  const loops = [
    repeat(
      signal,
      { periodMs: options.sweepPeriodMs, work: async () => await sweepDue(ports) },
      (reason) => logger.warn('Sweeping failed, trying again next time', { reason }),
    ),
    repeat(
      signal,
      { periodMs: options.walkPeriodMs, work: async () => await walkCluster(ports) },
      (reason) => logger.warn('Walking failed, going on next time', { reason }),
    ),
  ];
  return {
    stop: async () => {
      stopping.abort();
      await Promise.all([consumer?.stop(), ...loops]);
    },
  };
}

interface Repeated {
  readonly periodMs: number;
  readonly work: () => Promise<unknown>;
}

async function repeat(
  signal: AbortSignal,
  { periodMs, work }: Repeated,
  tell: (reason: string) => void,
): Promise<void> {
  while (!signal.aborted) {
    try {
      await work();
    } catch (error) {
      tell(error instanceof Error ? error.message : String(error));
    }
    await sleep(periodMs, undefined, { signal }).catch(() => undefined);
  }
}
