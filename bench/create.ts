import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import type { BenchTable } from './table.ts';

const rounds = 5;
const requestsARound = 400;
const sides = ['floor', 'create', 'engine'] as const;

type Side = (typeof sides)[number];

interface Sample {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
}

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
  const samples: Record<Side, Sample[]> = { floor: [], create: [], engine: [] };
  for (let round = 0; round <= rounds; round += 1) {
    for (const { side, port } of running) {
      const sample = await load(port, { clients, round });
      // The first round warms up.
      if (round > 0) samples[side].push(sample);
    }
  }
  for (const { child } of running) child.kill('SIGTERM');
  const floorMs = middle(samples.floor).p50Ms;
  return {
    title: `create on embedded parts, ${clients} client${clients === 1 ? '' : 's'}`,
    columns: ['', 'requests/s', 'p50 ms', 'p95 ms', '× floor (p50)'],
    rows: sides.map((side) => rowOf(side, middle(samples[side]), floorMs)),
  };
}

function rowOf(side: Side, { perSecond, p50Ms, p95Ms }: Sample, floorMs: number) {
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

interface Load {
  readonly clients: number;
  readonly round: number;
}

async function load(port: number, { clients, round }: Load): Promise<Sample> {
  const agent = new Agent({ keepAlive: true, maxSockets: clients });
  const tookMs: number[] = [];
  const startedAt = performance.now();
  const client = async (number: number) => {
    for (let turn = 0; turn < requestsARound / clients; turn += 1) {
      const from = performance.now();
      await post({ agent, port }, `t${clients}-${round}-${number}-${turn}`);
      tookMs.push(performance.now() - from);
    }
  };
  await Promise.all(Array.from({ length: clients }, (_, number) => client(number)));
  const seconds = (performance.now() - startedAt) / 1_000;
  agent.destroy();
  const sorted = tookMs.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor(sorted.length * share)] ?? 0;
  return { perSecond: tookMs.length / seconds, p50Ms: at(0.5), p95Ms: at(0.95) };
}

interface Target {
  readonly agent: Agent;
  readonly port: number;
}

async function post({ agent, port }: Target, subdomain: string): Promise<void> {
  const body = JSON.stringify({ organization: 'Acme', subdomain, email: 'a@acme.example' });
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
  const sent = request({
    agent,
    port,
    host: '127.0.0.1',
    method: 'POST',
    path: '/tenants',
    headers,
  });
  sent.end(body);
  const [answer] = (await once(sent, 'response')) as [import('node:http').IncomingMessage];
  answer.resume();
  await once(answer, 'end');
  if (answer.statusCode !== 202) throw new Error(`POST /tenants answered ${answer.statusCode}`);
}

function middle(samples: readonly Sample[]): Sample {
  const median = (pick: (sample: Sample) => number) =>
    samples.map(pick).toSorted((a, b) => a - b)[Math.floor(samples.length / 2)] ?? 0;
  return {
    perSecond: median((sample) => sample.perSecond),
    p50Ms: median((sample) => sample.p50Ms),
    p95Ms: median((sample) => sample.p95Ms),
  };
}
