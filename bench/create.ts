import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type LoadSample, loadCreates, middleOf } from './load-creates.ts';
import type { BenchTable } from './table.ts';

const rounds = 5;
const requestsARound = 400;
const sides = ['floor', 'create', 'engine'] as const;

type Side = (typeof sides)[number];

interface Running {
  readonly side: Side;
  readonly child: ChildProcess;
  readonly port: number;
}

const titles: Readonly<Record<Side, string>> = {
  floor: 'floor: bare hono handler, one SQLite transaction',
  create: 'POST /tenants',
  engine: 'POST /tenants, the engine working beside it',
};

/** Creates on embedded parts against the floor, in interleaved rounds, by 1 and by 8 clients. */
export async function benchCreate(): Promise<readonly BenchTable[]> {
  return [await compare(1), await compare(8)];
}

async function compare(clients: number): Promise<BenchTable> {
  const running = await Promise.all(sides.map(start));
  const samples: Record<Side, LoadSample[]> = { floor: [], create: [], engine: [] };
  for (let round = 0; round <= rounds; round += 1) {
    for (const { side, port } of running) {
      const sample = await loadCreates(`http://127.0.0.1:${port}`, {
        clients,
        requests: requestsARound,
        prefix: `t${clients}-${round}`,
        headers: {},
      });
      // The first round warms up.
      if (round > 0) samples[side].push(sample);
    }
  }
  for (const { child } of running) child.kill('SIGTERM');
  const floorMs = middleOf(samples.floor).p50Ms;
  return {
    title: `create on embedded parts, ${clients} client${clients === 1 ? '' : 's'}`,
    columns: ['', 'requests/s', 'p50 ms', 'p95 ms', '× floor (p50)'],
    rows: sides.map((side) => rowOf(side, middleOf(samples[side]), floorMs)),
  };
}

function rowOf(side: Side, { perSecond, p50Ms, p95Ms }: LoadSample, floorMs: number) {
  return [titles[side], ...[perSecond, p50Ms, p95Ms, p50Ms / floorMs].map(figure)];
}

function figure(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toFixed(2);
}

async function start(side: Side): Promise<Running> {
  const child = spawn(process.execPath, ['bench/create-server.ts', side], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return { side, child, port: Number(line.toString().trim()) };
}
