import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createApiKey } from '../functions/http/create-api-key.ts';
import { startEmulators } from '../test/emulator/rig/start-emulators.ts';
import { startFunction } from '../test/fakes/function-process.ts';
import { benchCaller, type GoogleProject, openProject } from './google-world.ts';
import { type LoadSample, loadCreates, middleOf } from './load-creates.ts';
import type { BenchTable } from './table.ts';

const rounds = 7;
const requestsARound = 200;

/** What the function `create` may take, as a multiple of the median of the floor `reading`. */
const targetRatio = 1.5;

const sides = ['blind', 'reading', 'create'] as const;

type Side = (typeof sides)[number];

const titles: Readonly<Record<Side, string>> = {
  blind: 'write-only floor: bare hono handler, one commit of the same documents, one publication',
  reading: 'floor: the same in a transaction that reads the claims before it commits',
  create: '`POST /tenants` of the function `create`, API key checked',
};

interface Running {
  readonly side: Side;
  readonly project: GoogleProject;
  readonly url: string;
  stop(): Promise<unknown>;
}

/** Creates on Google's emulators against the floor, in interleaved rounds, by 1 and by 8 clients. */
export async function benchGoogleCreate(): Promise<readonly BenchTable[]> {
  const emulators = await startEmulators();
  try {
    const running: Running[] = [];
    for (const side of sides) running.push(await start(side, await openProject(emulators)));
    const tables = [await compare(running, 1), await compare(running, 8)];
    await Promise.all(running.map(({ stop }) => stop()));
    for (const { project } of running) await project.close();
    return tables;
  } finally {
    await emulators.stop();
  }
}

async function compare(running: readonly Running[], clients: number): Promise<BenchTable> {
  const samples: Record<Side, LoadSample[]> = { blind: [], reading: [], create: [] };
  for (let round = 0; round <= rounds; round += 1) {
    for (const { side, project, url } of rotated(running, round)) {
      // Every round begins with an empty database: the emulator grows slower as it fills.
      await project.clear();
      const headers = { 'x-api-key': await createApiKey(project.store, benchCaller) };
      const prefix = `t${clients}-${round}`;
      const load = { clients, requests: requestsARound, prefix, headers };
      const sample = await loadCreates(url, load);
      // The first round warms up.
      if (round > 0) samples[side].push(sample);
    }
  }
  const middles = sides.map((side) => [side, middleOf(samples[side])] as const);
  const floors = {
    blindMs: middleOf(samples.blind).p50Ms,
    floorMs: middleOf(samples.reading).p50Ms,
  };
  return {
    title: `create on Google's emulators, ${clients} client${clients === 1 ? '' : 's'}`,
    columns: ['', 'requests/s', 'p50 ms', 'p95 ms', '× write-only', '× floor', 'target', 'met'],
    rows: middles.map(([side, middle]) => rowOf(side, middle, floors)),
  };
}

interface Floors {
  readonly blindMs: number;
  readonly floorMs: number;
}

function rowOf(
  side: Side,
  { perSecond, p50Ms, p95Ms }: LoadSample,
  { blindMs, floorMs }: Floors,
): readonly string[] {
  const ratio = p50Ms / floorMs;
  const verdict =
    side === 'create'
      ? [`≤ ${targetRatio} × floor`, ratio <= targetRatio ? 'yes' : 'no']
      : ['', ''];
  return [
    titles[side],
    perSecond.toFixed(0),
    ...[p50Ms, p95Ms, p50Ms / blindMs, ratio].map((value) => value.toFixed(2)),
    ...verdict,
  ];
}

function rotated<T>(items: readonly T[], by: number): readonly T[] {
  const at = by % items.length;
  return [...items.slice(at), ...items.slice(0, at)];
}

async function start(side: Side, project: GoogleProject): Promise<Running> {
  const { environment } = project;
  if (side === 'create') {
    const own = await startFunction('create', { ...environment, AUTH: 'on', RATE_LIMIT: '0' });
    return { side, project, url: own.url, stop: own.stop };
  }
  const child = spawn(process.execPath, ['bench/google-create-server.ts', side], {
    env: { PATH: process.env['PATH'], ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const { url } = JSON.parse(line.toString()) as { readonly url: string };
  return { side, project, url, stop: async () => await end(child) };
}

async function end(child: ChildProcess): Promise<void> {
  const exit = once(child, 'exit');
  child.kill('SIGTERM');
  await exit;
}
