import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { createEmbeddedStore } from '../../../shared/adapters/embedded/create-embedded-store.ts';
import { openDatabase } from '../../../shared/adapters/embedded/open-database.ts';
import type { HintHandler } from '../../../shared/ports/queue.ts';
import type { Store } from '../../../shared/ports/store.ts';
import { createTenant } from '../../../shared/use-cases/create-tenant.ts';
import { reconcileTenant } from '../../../shared/use-cases/reconcile-tenant.ts';
import { sweepDue } from '../../../shared/use-cases/sweep-due.ts';
import type { ControlPlane } from '../../cluster/rig/connect-rig.ts';
import { aPrincipal } from '../../fakes/engine-world.ts';
import { seededRandom } from '../../fakes/seeded-random.ts';
import { faultProductName } from '../fault-product.ts';
import { platformConfig, strangerNamespace } from '../platform-objects.ts';
import { createDirectApi } from '../rig/direct-api.ts';
import type { WorkerPorts } from '../wishes.ts';
import { createLossyHints, type LossyHints } from './lossy-hints.ts';
import { countObjects, type ObjectCount } from './object-count.ts';
import { createStormGate, type StormGate } from './storm-gate.ts';
import { type StormWorker, startStormWorker } from './storm-worker.ts';
import type { Weather } from './weather.ts';

/** How many tenants meet which weather. */
export interface StormOptions {
  readonly tenants: number;
  readonly weather: Weather;
  /** Chooses which calls fail and what becomes of hints. */
  readonly seed: number;
  /** Begins the slugs: tenants of one control plane must differ. */
  readonly slugPrefix: string;
  readonly limitMs: number;
}

/** What it came to. */
export interface StormResult {
  readonly active: number;
  /** From the first create until the last tenant was active. */
  readonly ms: number;
  readonly calls: StormGate['counts'];
  readonly hints: LossyHints['counts'];
  readonly objects: ObjectCount;
  /** Why tenants are not active, a few of them. */
  readonly troubles: readonly string[];
}

const workers = 4;
const looksOfAWorker = 8;
const sweepPeriodMs = 2_000;
const lookMs = 50;

interface Storm {
  readonly options: StormOptions;
  readonly store: Store;
  readonly gate: StormGate;
  readonly hints: LossyHints;
  readonly workers: readonly StormWorker[];
  readonly ids: string[];
}

/** Creates all tenants at once on a real API server, with several workers on them, and counts. */
export async function runStorm(rig: ControlPlane, options: StormOptions): Promise<StormResult> {
  await providePlatform(rig);
  const database = openDatabase(':memory:');
  const store = createEmbeddedStore(database, { clock: { now: () => Date.now() } });
  const brewing = await brew(rig, options, store);
  const startedMs = performance.now();
  const stopSweeping = sweepOften(brewing);
  try {
    await createAll(brewing);
    await untilActive(brewing);
    const ms = performance.now() - startedMs;
    await Promise.all([stopSweeping(), brewing.hints.close()]);
    return await resultOf(brewing, rig, ms);
  } finally {
    await Promise.all([stopSweeping(), brewing.hints.close()]);
    for (const worker of brewing.workers) worker.end();
    database.close();
  }
}

/** What the platform's owner provides; it may be there from an earlier run. */
async function providePlatform({ request }: ControlPlane): Promise<void> {
  const namespace = { metadata: { name: strangerNamespace } };
  await request({ method: 'POST', path: '/api/v1/namespaces', body: namespace });
  const path = `/api/v1/namespaces/${strangerNamespace}/configmaps`;
  await request({ method: 'POST', path, body: platformConfig });
}

async function brew(rig: ControlPlane, options: StormOptions, store: Store): Promise<Storm> {
  const { weather, seed } = options;
  const gate = createStormGate(weather, seededRandom(seed));
  const started: StormWorker[] = [];
  const handlers = Array.from({ length: workers }, (_, index): HintHandler => {
    return async ({ tenant_id }) => {
      const ports = started[index]?.ports;
      if (ports !== undefined) await reconcileTenant(ports, tenant_id);
    };
  });
  const hints = createLossyHints({
    weather,
    random: seededRandom(seed + 1),
    handlers,
    handledAtOnce: looksOfAWorker,
  });
  const parts = { rig, gate, store, queue: hints.queue };
  for (let count = 0; count < workers; count += 1) started.push(await startStormWorker(parts));
  return { options, store, gate, hints, workers: started, ids: [] };
}

function portsOf({ workers: [first] }: Storm): WorkerPorts {
  if (first === undefined) throw new Error('There is no worker');
  return first.ports;
}

async function createAll(brewing: Storm): Promise<void> {
  const { options, ids } = brewing;
  const ports = portsOf(brewing);
  const create = async (_: unknown, index: number) => {
    const slug = `${options.slugPrefix}-${index}`;
    const wanted = {
      product: faultProductName,
      slug,
      organization: 'Acme',
      params: {},
      labels: {},
    };
    const wish = { principal: aPrincipal, requestId: randomUUID(), wanted };
    const { body } = await createTenant(ports, wish);
    ids.push(String(body['id']));
  };
  await Promise.all(Array.from({ length: options.tenants }, create));
}

/** Ends when every tenant is active or has failed, or at the limit. */
async function untilActive({ options, store, ids }: Storm): Promise<void> {
  const endsAtMs = performance.now() + options.limitMs;
  const open = new Set(ids);
  while (open.size > 0 && performance.now() < endsAtMs) {
    for (const id of open) {
      const tenant = await store.get('tenants', id);
      if (tenant?.status === 'active' || tenant?.status === 'failed') open.delete(id);
    }
    await sleep(lookMs);
  }
}

function sweepOften(brewing: Storm): () => Promise<void> {
  const stopping = new AbortController();
  const { signal } = stopping;
  const ports = portsOf(brewing);
  const sweeping = (async () => {
    while (!signal.aborted) {
      await sleep(sweepPeriodMs, undefined, { signal }).catch(() => undefined);
      if (!signal.aborted) await sweepDue(ports);
    }
  })();
  return async () => {
    stopping.abort();
    await sweeping;
  };
}

const troublesMax = 5;

async function resultOf(brewing: Storm, rig: ControlPlane, ms: number): Promise<StormResult> {
  const { store, ids, gate, hints } = brewing;
  const tenants = await Promise.all(ids.map(async (id) => await store.get('tenants', id)));
  const others = tenants.filter((tenant) => tenant?.status !== 'active');
  return {
    active: tenants.length - others.length,
    ms,
    calls: gate.counts,
    hints: hints.counts,
    objects: await countObjects(createDirectApi(rig), { ids, created: gate.created }),
    troubles: others
      .slice(0, troublesMax)
      .map((tenant) => `${tenant?.slug} is ${tenant?.status}: ${tenant?.error_message}`),
  };
}
