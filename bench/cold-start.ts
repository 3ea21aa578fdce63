import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { bundleFunction, writeBundle } from '../scripts/bundle/bundle-function.ts';
import { findEmulators } from '../test/emulator/rig/find-emulators.ts';
import { type Emulators, startEmulators } from '../test/emulator/rig/start-emulators.ts';
import { freePorts } from '../test/rig/ports.ts';
import { coldStartSides, newTenant, type Side, type World } from './cold-start-sides.ts';
import type { BenchTable } from './table.ts';

export interface ColdStartOptions {
  /** Default 9; a round before them fills the compile cache and is not counted. */
  readonly rounds?: number;
}

/** Milliseconds of each round, by side. */
type Samples = ReadonlyMap<Side, readonly number[]>;

const names = ['create', 'list', 'status', 'update', 'delete', 'docs'] as const;
const answerMsMax = 30_000;
const ratioMax = 3.5;

/**
 * From the start of the process to the first good answer, for each HTTP function's bundle and for a
 * bare function of the framework, one after the other in each round.
 */
export async function benchColdStart({ rounds = 9 }: ColdStartOptions = {}): Promise<BenchTable> {
  const folder = mkdtempSync(join(tmpdir(), 'tenantry-bench-'));
  const hasEmulators = findEmulators().every(({ kind }) => kind === 'found');
  const emulators = hasEmulators ? await startEmulators() : undefined;
  try {
    await build(folder);
    const sides = coldStartSides(await worldOf(folder, emulators));
    return tableOf(await measure(sides, rounds), hasEmulators);
  } finally {
    await emulators?.stop();
    rmSync(folder, { recursive: true });
  }
}

async function build(folder: string): Promise<void> {
  for (const name of names) {
    writeBundle(await bundleFunction(`functions/${name}/main.ts`), join(folder, name));
  }
  const path = createRequire(import.meta.url).resolve('@google-cloud/functions-framework');
  const hello = `require(${JSON.stringify(path)}).http('hello', (request, response) => response.send('hello'));\n`;
  writeFileSync(join(folder, 'hello.cjs'), hello);
}

async function worldOf(folder: string, emulators: Emulators | undefined): Promise<World> {
  const nowhere = '127.0.0.1:9';
  const environment = {
    ...{ NODE_ENV: 'production', HOST: '127.0.0.1', AUTH: 'off', LOG_LEVEL: 'error' },
    ...{ TENANTRY_STORE: 'firestore', TENANTRY_QUEUE: 'pubsub' },
    ...{ GOOGLE_CLOUD_PROJECT: 'tenantry-bench', PUBSUB_TOPIC: 'work' },
    FIRESTORE_EMULATOR_HOST: emulators?.firestoreHost ?? nowhere,
    PUBSUB_EMULATOR_HOST: emulators?.pubsubHost ?? nowhere,
    CURSOR_KEY: 'bench'.repeat(8),
  };
  if (emulators === undefined) return { folder, environment };
  const topic = `http://${emulators.pubsubHost}/v1/projects/tenantry-bench/topics/work`;
  await fetch(topic, { method: 'PUT' });
  const [create] = coldStartSides({ folder, environment, tenantId: 'none' }).slice(1);
  if (create === undefined) throw new Error('Cannot find the function that creates tenants');
  const { text } = await startOnce({ ...create, body: newTenant });
  return { folder, environment, tenantId: (JSON.parse(text) as { readonly id: string }).id };
}

async function measure(sides: readonly Side[], rounds: number): Promise<Samples> {
  const samples = new Map<Side, number[]>(sides.map((side) => [side, []]));
  for (let round = 0; round <= rounds; round += 1) {
    for (const side of sides) {
      const { tookMs } = await startOnce(side);
      if (round > 0) samples.get(side)?.push(tookMs);
    }
  }
  return samples;
}

interface Started {
  readonly tookMs: number;
  readonly text: string;
}

/** Starts the side, asks until it answers, and ends it, so that its compile cache is written. */
async function startOnce(side: Side): Promise<Started> {
  const [port = 0] = await freePorts(1);
  const env = { PATH: process.env['PATH'], ...side.environment, PORT: String(port) };
  const startedAt = performance.now();
  const child = spawn(process.execPath, side.args, { env, stdio: ['ignore', 'ignore', 'inherit'] });
  const exit = once(child, 'exit');
  try {
    for (;;) {
      const text = await ask(side, port);
      const tookMs = performance.now() - startedAt;
      if (text !== undefined) return { tookMs, text };
      if (child.exitCode !== null || tookMs > answerMsMax)
        throw new Error(`${side.title}: no answer`);
      await pause(1);
    }
  } finally {
    child.kill('SIGTERM');
    await exit;
  }
}

/** The answer's text; undefined while nobody listens. */
async function ask({ method, path, status, body, title }: Side, port: number) {
  const headers = { 'content-type': 'application/json', connection: 'close' };
  const sent = request({ ...{ method, path, port, headers }, host: '127.0.0.1' });
  sent.end(body?.());
  const answer = await new Promise<import('node:http').IncomingMessage | undefined>((resolve) => {
    sent.once('response', resolve).once('error', () => resolve(undefined));
  });
  if (answer === undefined) return undefined;
  const text = (await answer.setEncoding('utf8').toArray()).join('');
  if (answer.statusCode !== status)
    throw new Error(`${title} answered ${answer.statusCode} ${text}`);
  return text;
}

function tableOf(samples: Samples, hasStore: boolean): BenchTable {
  const [floor = []] = samples.values();
  const floorMs = median(floor);
  const rows = [...samples].map(([{ title }, tookMs]) => {
    const figures = [median(tookMs), Math.min(...tookMs), Math.max(...tookMs)];
    return [title, ...figures.map((ms) => ms.toFixed(0)), (median(tookMs) / floorMs).toFixed(2)];
  });
  const answered = hasStore
    ? 'the first request uses the Firestore emulator, and create the Pub/Sub emulator'
    : 'NO EMULATOR WAS FOUND: functions answer /health only, clients are loaded and not used';
  return {
    title: `cold start, from spawn to the first answer (${answered})`,
    columns: ['', 'median ms', 'min', 'max', '× hello'],
    rows,
    notes: notesOf(samples, floorMs),
  };
}

function notesOf(samples: Samples, floorMs: number): readonly string[] {
  const msOf = (name: string, isCached: boolean) => {
    const found = [...samples].find(
      ([{ title }]) => title.startsWith(`${name}:`) && title.endsWith('cache') === isCached,
    );
    return median(found?.[1] ?? []);
  };
  const judged = (['create', 'list', 'status'] as const).map((name) => {
    const ratio = msOf(name, true) / floorMs;
    return `${name} ${ratio.toFixed(2)} (${ratio <= ratioMax ? 'met' : 'MISSED'})`;
  });
  const clientMs = (msOf('list', true) - msOf('docs', true)).toFixed(0);
  return [
    `Target ≤ ${ratioMax} × hello with the compile cache: ${judged.join(', ')}.`,
    `What dominates: \`docs\` is all of our own code; loading Google's client for Firestore and its first call cost \`list\` ${clientMs} ms more.`,
    'Next step, to below 2 ×: speak to Firestore and Pub/Sub over REST by node:http instead of loading their clients.',
  ];
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
