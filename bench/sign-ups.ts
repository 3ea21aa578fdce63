import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Message } from '@google-cloud/pubsub';
import { composeCatalog } from '../functions/compose/compose-catalog.ts';
import { composeCluster } from '../functions/compose/compose-cluster.ts';
import { composeEngine } from '../functions/compose/compose-engine.ts';
import { composeQueue } from '../functions/compose/compose-queue.ts';
import { composeWishes } from '../functions/compose/compose-wishes.ts';
import { createParts } from '../functions/compose/parts.ts';
import { parseConfig } from '../functions/config.ts';
import { createKeyAuthentication } from '../functions/http/authenticate.ts';
import { createApiKey } from '../functions/http/create-api-key.ts';
import { parseHint } from '../functions/push/parse-hint.ts';
import { createFirestoreStore } from '../shared/adapters/firestore/create-firestore-store.ts';
import type { HintHandler } from '../shared/ports/queue.ts';
import { createTenant } from '../shared/use-cases/create-tenant.ts';
import { reconcileTenant } from '../shared/use-cases/reconcile-tenant.ts';
import { sweepDue } from '../shared/use-cases/sweep-due.ts';
import { startEmulators } from '../test/emulator/rig/start-emulators.ts';
import { type BilledCalls, withMeter } from './billed-calls.ts';
import { costOf, type GoogleUsage, googlePrices, instance } from './google-prices.ts';
import { benchCaller, type GoogleProject, openProject } from './google-world.ts';
import type { BenchTable } from './table.ts';

const signUps = 200;

/** Tenants that are worked on at a time. */
const concurrency = 32;

/** As Cloud Scheduler is set up to do. */
const sweepPeriodMs = 60_000;
const patienceMs = 150_000;

const sweepsAMonth = (30 * 24 * 3_600_000) / sweepPeriodMs;

/** How long a sweep takes is billed in full 100 ms. */
const sweepSeconds = 0.1;
const createSeconds = 0.1;

/** Many sign-ups at once on Google's emulators and the simulated cluster, and what they would cost. */
export async function benchSignUps(): Promise<readonly BenchTable[]> {
  const emulators = await startEmulators();
  const folder = mkdtempSync(join(tmpdir(), 'tenantry-bench-'));
  try {
    const project = await openProject(emulators);
    const measured = await signUp(project, folder);
    const sweepReads = await readsOfAnEmptySweep(project);
    await project.close();
    return [usageTable(measured), costTable(measured, sweepReads)];
  } finally {
    await emulators.stop();
    rmSync(folder, { recursive: true });
  }
}

interface Measured extends BilledCalls {
  /** From the first create until every tenant is active. */
  readonly allActiveMs: number;
  readonly createdMs: number;
  /** From the answer of a create to the end of the work that made it active. */
  readonly activeMs: readonly number[];
  readonly messages: number;
  readonly deliveries: number;
  /** All the time that the engine worked on a hint, added up. */
  readonly workedSeconds: number;
}

async function signUp(project: GoogleProject, folder: string): Promise<Measured> {
  const { firestore, billed } = withMeter(project.firestore);
  const world = await openWorld(project, { folder, store: createFirestoreStore({ firestore }) });
  const counts = { messages: 0, deliveries: 0, workedMs: 0 };
  const ports = { ...world.ports, queue: countingQueue(world.ports.queue, counts) };
  const activeAtMs = new Map<string, number>();
  const consumer = consume(project, async ({ tenant_id: id }) => {
    counts.deliveries += 1;
    const fromMs = performance.now();
    await reconcileTenant(ports, id);
    counts.workedMs += performance.now() - fromMs;
    // Not by the engine's store: this look is the bench's own, nobody would pay for it.
    const tenant = await project.store.get('tenants', id);
    if (tenant?.status === 'active' && !activeAtMs.has(id)) activeAtMs.set(id, performance.now());
  });
  const stopSweeping = sweepEvery(sweepPeriodMs, async () => await sweepDue(ports));
  const key = await createApiKey(project.store, benchCaller);
  const startedMs = performance.now();
  const createdAtMs = await createAll(ports, key);
  const createdMs = performance.now() - startedMs;
  await allActive(activeAtMs);
  const measured = { ...billed };
  await Promise.all([stopSweeping(), consumer.close()]);
  await world.close();
  const { messages, deliveries, workedMs } = counts;
  return {
    ...measured,
    ...{ createdMs, messages, deliveries, workedSeconds: workedMs / 1_000 },
    allActiveMs: Math.max(...activeAtMs.values()) - startedMs,
    activeMs: [...activeAtMs].map(([id, atMs]) => atMs - (createdAtMs.get(id) ?? atMs)),
  };
}

type Ports = Awaited<ReturnType<typeof openWorld>>['ports'];

function countingQueue(queue: Ports['queue'], counts: { messages: number }): Ports['queue'] {
  return {
    ...queue,
    publish: async (hint) => {
      counts.messages += 1;
      await queue.publish(hint);
    },
  };
}

/**
 * Has the subscription's hints handled, so many at a time. By streaming pull: the emulator pushes two
 * messages at a time and no more, which would be all that is measured.
 */
function consume({ pubsub }: GoogleProject, handle: HintHandler) {
  const flowControl = { maxMessages: concurrency, allowExcessMessages: false };
  const subscription = pubsub.topic.subscription(pubsub.topicId, { flowControl });
  subscription.on('message', (message: Message) => {
    handle(parseHint(JSON.parse(message.data.toString()))).then(
      () => message.ack(),
      () => message.nack(),
    );
  });
  return subscription;
}

/** Creates all tenants at once, by callers with one API key; resolves to when each was answered. */
async function createAll(ports: Ports, key: string): Promise<ReadonlyMap<string, number>> {
  const authenticate = createKeyAuthentication(ports);
  const create = async (_: unknown, index: number): Promise<readonly [string, number]> => {
    const principal = await authenticate(key);
    const wanted = {
      product: 'frappe',
      slug: `sign-up-${index}`,
      organization: `Customer ${index}`,
      params: { email: `admin@customer-${index}.example` },
      labels: {},
    };
    const { body } = await createTenant(ports, { principal, requestId: randomUUID(), wanted });
    return [String(body['id']), performance.now()];
  };
  return new Map(await Promise.all(Array.from({ length: signUps }, create)));
}

async function allActive(active: ReadonlyMap<string, number>): Promise<void> {
  const endsAtMs = performance.now() + patienceMs;
  while (active.size < signUps) {
    if (performance.now() > endsAtMs) {
      throw new Error(`Only ${active.size} of ${signUps} tenants became active`);
    }
    await sleep(20);
  }
}

interface WorldParts {
  readonly folder: string;
  readonly store: GoogleProject['store'];
}

/** The engine with deployed budgets, on a simulated cluster. */
async function openWorld(project: GoogleProject, { folder, store }: WorldParts) {
  const config = parseConfig(
    {
      ...project.environment,
      TENANTRY_CLUSTER: 'simulated',
      TENANTRY_DATA: folder,
      LOG_LEVEL: 'error',
    },
    'deployed',
    ['store', 'queue', 'cluster'],
  );
  const parts = createParts(config);
  const [queue, cluster] = [await composeQueue(parts), await composeCluster(parts)];
  const catalog = composeCatalog(config);
  const engine = composeEngine(parts, { store, queue, cluster, catalog });
  return { ports: { ...engine, ...composeWishes(config) }, close: parts.close };
}

function sweepEvery(periodMs: number, sweep: () => Promise<unknown>): () => Promise<void> {
  const stopping = new AbortController();
  const { signal } = stopping;
  const sweeping = (async () => {
    while (!signal.aborted) {
      await sleep(periodMs, undefined, { signal }).catch(() => undefined);
      if (!signal.aborted) await sweep();
    }
  })();
  return async () => {
    stopping.abort();
    await sweeping;
  };
}

async function readsOfAnEmptySweep(project: GoogleProject): Promise<number> {
  const { firestore, billed } = withMeter(project.firestore);
  const due = await createFirestoreStore({ firestore }).listDue(500);
  if (due.length > 0) throw new Error(`${due.length} active tenants are still due`);
  return billed.reads;
}

function usageTable(measured: Measured): BenchTable {
  const each = (count: number) => (count / signUps).toFixed(2);
  const sorted = measured.activeMs.toSorted((a, b) => a - b);
  const percentile = (share: number) => sorted[Math.floor(sorted.length * share)] ?? 0;
  const seconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`;
  return {
    title: `${signUps} sign-ups at once on Google's emulators, simulated cluster, ${concurrency} at a time`,
    columns: ['', 'figure'],
    rows: [
      ['all creates answered', seconds(measured.createdMs)],
      ['all tenants active', seconds(measured.allActiveMs)],
      ['a tenant active after its answer, p50', seconds(percentile(0.5))],
      ['a tenant active after its answer, p95', seconds(percentile(0.95))],
      ['engine at work, a tenant', seconds((1_000 * measured.workedSeconds) / signUps)],
      ['documents read, a tenant', each(measured.reads)],
      ['documents written, a tenant', each(measured.writes)],
      ['documents deleted, a tenant', each(measured.deletes)],
      ['calls to Firestore, a tenant', each(measured.calls)],
      ['messages published, a tenant', each(measured.messages)],
      ['messages delivered, a tenant', each(measured.deliveries)],
    ],
    notes: [
      'Hints are pulled from the subscription: the emulator pushes only two messages at a time (200 tenants would take 3.5 minutes).',
      'Counted at the calls of the Firestore client, below the store: looks at missing documents, runs again after a conflict, checks before a commit and delivered changes included; the look at the API key of each create too.',
    ],
  };
}

function costTable(measured: Measured, sweepReads: number): BenchTable {
  const share = 1_000 / signUps;
  const thousand: GoogleUsage = {
    reads: measured.reads * share,
    writes: measured.writes * share,
    deletes: measured.deletes * share,
    messages: measured.messages * share,
    requests: 1_000 + measured.deliveries * share,
    instanceSeconds: measured.workedSeconds * share + 1_000 * createSeconds,
    schedulerJobs: 0,
  };
  const idle: GoogleUsage = {
    reads: sweepReads * sweepsAMonth,
    ...{ writes: 0, deletes: 0, messages: 0, schedulerJobs: 1 },
    requests: sweepsAMonth,
    instanceSeconds: sweepsAMonth * sweepSeconds,
  };
  const columns = [costOf(thousand), costOf(thousand, 1), costOf(idle), costOf(idle, 30)];
  const dollars = (value: number) => `$${value.toFixed(4)}`;
  const total = (costs: Readonly<Record<string, number>>) =>
    Object.values(costs).reduce((sum, cost) => sum + cost, 0);
  return {
    title: "cost at Google's list prices, us-central1",
    columns: [
      '',
      '1 000 sign-ups',
      '1 000 sign-ups in a day, free tier used',
      'idle month',
      'idle month, free tier used',
    ],
    rows: [
      ...Object.keys(columns[0] ?? {}).map((name) => [
        name,
        ...columns.map((costs) => dollars(costs[name] ?? 0)),
      ]),
      ['**total**', ...columns.map((costs) => dollars(total(costs)))],
    ],
    notes: [
      `Functions of ${instance.vcpus} vCPU and ${instance.gib} GiB; a create and a sweep are taken as the least that is billed, 100 ms. \`provision\` works on one tenant an instance, and is billed while it waits for the cluster: the time here is that of the simulated cluster, and each minute more of a real one costs 1 000 sign-ups ${dollars(60_000 * (instance.vcpus * googlePrices.vcpuSecond + instance.gib * googlePrices.gibSecond))}.`,
      `An idle month is ${sweepsAMonth} sweeps that find nothing (${sweepReads} reads each), one Scheduler job and no other request.`,
    ],
  };
}
