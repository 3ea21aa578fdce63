import { createFirestoreStore } from '../shared/adapters/firestore/create-firestore-store.ts';
import { documentFields } from '../shared/adapters/firestore/document-fields.ts';
import { documentName } from '../shared/adapters/firestore/document-name.ts';
import type { FirestoreApi } from '../shared/adapters/firestore/firestore-api.ts';
import { createPubsubQueue } from '../shared/adapters/pubsub/create-pubsub-queue.ts';
import type { Tenant } from '../shared/tenant/tenant.ts';
import { type SweepPorts, sweepDue } from '../shared/use-cases/sweep-due.ts';
import { aTenant } from '../test/builders/a-tenant.ts';
import { startEmulators } from '../test/emulator/rig/start-emulators.ts';
import { createSilentLogger } from '../test/fakes/silent-logger.ts';
import { withMeter } from './billed-calls.ts';
import { type GoogleProject, openProject } from './google-world.ts';
import type { BenchTable } from './table.ts';

const idleCounts = [10, 1_000, 100_000] as const;
const dueCount = 5;
const sweeps = 20;
const warmUps = 5;

/** Most documents of one commit (https://firebase.google.com/docs/firestore/quotas). */
const batchMax = 500;

/** Sweeps over Firestore among ever more idle tenants: what it reads and how long it takes. */
export async function benchDueSweep(): Promise<BenchTable> {
  const emulators = await startEmulators();
  try {
    const project = await openProject(emulators);
    const rows = [];
    let idle = 0;
    for (const count of idleCounts) {
      await fill(project, count - idle);
      idle = count;
      rows.push(await measure(project, { idle, due: 0 }));
      rows.push(await withDue(project, async () => measure(project, { idle, due: dueCount })));
    }
    await project.close();
    return tableOf(rows);
  } finally {
    await emulators.stop();
  }
}

interface Population {
  readonly idle: number;
  readonly due: number;
}

interface Measured extends Population {
  /** Of one sweep. */
  readonly calls: number;
  readonly reads: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  /** The median of a bare query for one tenant by its slug, which finds none. */
  readonly floorMs: number;
}

async function measure(project: GoogleProject, population: Population): Promise<Measured> {
  const { firestore, billed } = withMeter(project.firestore);
  const { PUBSUB_EMULATOR_HOST: emulatorHost = '' } = project.environment;
  const { topicId } = project.pubsub;
  const queue = createPubsubQueue({ projectId: project.projectId, topicId, emulatorHost });
  const ports = {
    store: createFirestoreStore({ firestore }),
    queue,
    logger: createSilentLogger(),
  };
  for (let sweep = 0; sweep < warmUps; sweep += 1) await sweepOnce(ports, population);
  Object.assign(billed, { calls: 0, reads: 0 });
  const tookMs: number[] = [];
  for (let sweep = 0; sweep < sweeps; sweep += 1) tookMs.push(await sweepOnce(ports, population));
  await queue.close();
  const sorted = tookMs.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor(sorted.length * share)] ?? 0;
  const { calls, reads } = billed;
  return {
    ...population,
    ...{ calls: calls / sweeps, reads: reads / sweeps, p50Ms: at(0.5), p95Ms: at(0.95) },
    floorMs: await bareQueryMs(project.firestore),
  };
}

/** What the emulator needs for any query: it has no indexes and looks at every document. */
async function bareQueryMs(firestore: FirestoreApi): Promise<number> {
  const field = { fieldPath: 'list.slug' };
  const value = { stringValue: 'nobody' };
  const tookMs: number[] = [];
  for (let turn = 0; turn < sweeps; turn += 1) {
    const startedMs = performance.now();
    await firestore.runQuery(firestore.root, {
      from: [{ collectionId: 'tenants' }],
      where: { fieldFilter: { field, op: 'EQUAL', value } },
      limit: { value: 1 },
    });
    tookMs.push(performance.now() - startedMs);
  }
  return tookMs.toSorted((a, b) => a - b)[Math.floor(sweeps / 2)] ?? 0;
}

async function sweepOnce(ports: SweepPorts, { due }: Population): Promise<number> {
  const startedMs = performance.now();
  const found = await sweepDue(ports);
  if (found !== due) throw new Error(`The sweep found ${found} due tenants, not ${due}`);
  return performance.now() - startedMs;
}

async function fill({ firestore }: GoogleProject, count: number): Promise<void> {
  for (let left = count; left > 0; left -= batchMax) {
    const tenants = Array.from({ length: Math.min(left, batchMax) }, () => aTenant());
    await commit(firestore, tenants);
  }
}

/** Has so many tenants due while something is done. */
async function withDue<T>({ firestore }: GoogleProject, work: () => Promise<T>): Promise<T> {
  const due = '2026-01-01T00:00:00.000Z';
  const tenants = Array.from({ length: dueCount }, () => aTenant({ due }));
  await commit(firestore, tenants);
  try {
    return await work();
  } finally {
    await commit(
      firestore,
      tenants.map((tenant) => ({ ...tenant, due: null })),
    );
  }
}

async function commit(firestore: FirestoreApi, tenants: readonly Tenant[]): Promise<void> {
  const writes = tenants.map((tenant) => {
    const key = { collection: 'tenants', id: tenant.id } as const;
    const name = documentName(firestore.root, key);
    return { update: { name, fields: documentFields(key, tenant) } };
  });
  await firestore.commit({ writes });
}

function tableOf(rows: readonly Measured[]): BenchTable {
  return {
    title: "one due sweep on Google's emulators",
    columns: [
      'idle tenants',
      'due',
      'documents read',
      'calls to Firestore',
      'p50 ms',
      'p95 ms',
      'floor: bare query, p50 ms',
    ],
    rows: rows.map(({ idle, due, reads, calls, p50Ms, p95Ms, floorMs }) => [
      String(idle),
      String(due),
      String(reads),
      String(calls),
      p50Ms.toFixed(2),
      p95Ms.toFixed(2),
      floorMs.toFixed(2),
    ]),
    notes: [
      `Median of ${sweeps} sweeps. Documents are counted at the calls of the Firestore client, as they are billed: an empty query is one read, and so is the look at a name that is never there, which tells the service's time.`,
      'The emulator has no indexes: every query looks at every document, so its time grows with the database whatever is asked, as the floor shows. The service bills and reads what the index on `shard` and `due` holds.',
    ],
  };
}
