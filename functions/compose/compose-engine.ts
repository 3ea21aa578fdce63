import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { createBreakers } from '../../shared/provisioning/breakers.ts';
import type { EnginePorts } from '../../shared/provisioning/engine-ports.ts';
import type { Config } from '../config.ts';
import { steadyClock } from './clocks.ts';
import type { Parts } from './parts.ts';

/** The adapters that the engine acts through. */
export type EngineAdapters = Pick<
  EnginePorts,
  'store' | 'queue' | 'cluster' | 'catalog' | 'systems'
>;

// 192 bits are 32 characters of base64url.
const secretBytes = 24;
const hourMs = 3_600_000;

/** Everything the engine acts through, with the budgets of the configuration. */
export function composeEngine({ config, logger }: Parts, adapters: EngineAdapters): EnginePorts {
  return {
    ...adapters,
    ...{ logger, clock: steadyClock, random: Math.random },
    breakers: createBreakers({ store: adapters.store, random: Math.random, logger }),
    pause: async (ms, signal) => {
      await sleep(ms, undefined, { signal }).catch(() => undefined);
    },
    generateSecret: () => randomBytes(secretBytes).toString('base64url'),
    settings: engineSettings(config),
  };
}

function engineSettings(config: Config): EnginePorts['settings'] {
  return {
    budgets: {
      callMs: config.CALL_TIMEOUT_MS,
      workMs: config.WORK_MS,
      leaseMs: config.LEASE_MS,
      marginMs: config.LEASE_MARGIN_MS,
    },
    tombstoneMs: config.TOMBSTONE_HOURS * hourMs,
    isSimulated: config.TENANTRY_CLUSTER === 'simulated',
    holder: `${process.pid}-${randomUUID()}`,
  };
}
