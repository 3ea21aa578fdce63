import { randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  createEmbeddedQueue,
  type EmbeddedQueue,
} from '../shared/adapters/embedded/create-embedded-queue.ts';
import { createEmbeddedStore } from '../shared/adapters/embedded/create-embedded-store.ts';
import { databaseFileName, openDatabase } from '../shared/adapters/embedded/open-database.ts';
import { createCatalog } from '../shared/blueprints/catalog.ts';
import type { Clock } from '../shared/ports/clock.ts';
import type { Logger } from '../shared/ports/logger.ts';
import type { EnginePorts } from '../shared/provisioning/engine-ports.ts';
import { TenantryError } from '../shared/tenant/errors.ts';
import { composeCluster } from './compose-cluster.ts';
import type { Config } from './config.ts';
import { createLogger } from './http/create-logger.ts';

/** Everything that the functions act through, built from the configuration. */
export interface Ports extends Omit<EnginePorts, 'queue'> {
  readonly queue: EmbeddedQueue;
  readonly newId: () => string;
  readonly placement: { readonly cluster: string; readonly region: string };
  readonly defaultProduct: string;
  /** Ends what holds files and connections. */
  readonly close: () => void;
}

/** The wall clock: the store's time, which all processes of one machine share. */
const wallClock: Clock = { now: () => Date.now() };

/** For budgets and durations: never steps back. */
const steadyClock: Clock = { now: () => Math.floor(performance.timeOrigin + performance.now()) };

/**
 * Builds the adapters that the configuration chose. Throws `invalid_configuration` or
 * `store_unavailable` with a sentence about what to do.
 */
export async function compose(config: Config): Promise<Ports> {
  const logger = composeLogger(config);
  const catalog = createCatalog({
    frappe: {
      baseDomain: config.BASE_DOMAIN,
      namespace: config.GKE_NAMESPACE,
      image: config.FRAPPE_IMAGE,
    },
  });
  assertProduct(catalog, config.DEFAULT_PRODUCT);
  const database = openDatabase(join(config.TENANTRY_DATA, databaseFileName));
  return {
    ...{ catalog, logger, clock: steadyClock, random: Math.random },
    store: createEmbeddedStore(database, { clock: wallClock }),
    queue: createEmbeddedQueue(database, { clock: wallClock, random: Math.random, logger }),
    cluster: await composeCluster(config, {
      ...{ database, logger },
      ...{ clock: wallClock, random: Math.random },
    }),
    pause: async (ms, signal) => {
      await sleep(ms, undefined, { signal }).catch(() => undefined);
    },
    generateSecret: () => randomBytes(secretBytes).toString('base64url'),
    settings: engineSettings(config),
    newId: () => randomUUID(),
    placement: { cluster: 'default', region: 'local' },
    defaultProduct: config.DEFAULT_PRODUCT,
    close: () => database.close(),
  };
}

// 192 bits are 32 characters of base64url.
const secretBytes = 24;

function composeLogger(config: Config): Logger {
  const write = (line: string) => process.stderr.write(`${line}\n`);
  return createLogger({ level: config.LOG_LEVEL, clock: wallClock, write });
}

function assertProduct(catalog: EnginePorts['catalog'], product: string): void {
  if (catalog.has(product)) return;
  throw new TenantryError(
    'invalid_configuration',
    `Cannot start: DEFAULT_PRODUCT must be one of ${[...catalog.keys()].join(', ')}`,
  );
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

const hourMs = 3_600_000;
