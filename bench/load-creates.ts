import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';

/** How a server is loaded. */
export interface CreateLoad {
  readonly clients: number;
  /** Of all clients together. */
  readonly requests: number;
  /** The beginning of every slug: none may be used twice. */
  readonly prefix: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** What a load measured. */
export interface LoadSample {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
}

/** Sends `POST /tenants` by so many clients, each over a connection of its own; all must answer 202. */
export async function loadCreates(url: string, load: CreateLoad): Promise<LoadSample> {
  const { clients, requests, prefix } = load;
  const agent = new Agent({ keepAlive: true, maxSockets: clients });
  const tookMs: number[] = [];
  const startedAt = performance.now();
  const client = async (number: number) => {
    for (let turn = 0; turn < requests / clients; turn += 1) {
      const from = performance.now();
      await post(new URL('/tenants', url), { agent, load, slug: `${prefix}-${number}-${turn}` });
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

interface Post {
  readonly agent: Agent;
  readonly load: CreateLoad;
  readonly slug: string;
}

async function post(url: URL, { agent, load, slug }: Post): Promise<void> {
  const body = JSON.stringify({
    organization: 'Acme',
    subdomain: slug,
    email: 'a@acme.example',
  });
  const headers = {
    ...load.headers,
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
  };
  const sent = request(url, { agent, method: 'POST', headers });
  sent.end(body);
  const [answer] = (await once(sent, 'response')) as [IncomingMessage];
  answer.resume();
  await once(answer, 'end');
  if (answer.statusCode !== 202) throw new Error(`POST /tenants answered ${answer.statusCode}`);
}

/** The median of each figure over the rounds. */
export function middleOf(samples: readonly LoadSample[]): LoadSample {
  const median = (pick: (sample: LoadSample) => number) =>
    samples.map(pick).toSorted((a, b) => a - b)[Math.floor(samples.length / 2)] ?? 0;
  return {
    perSecond: median((sample) => sample.perSecond),
    p50Ms: median((sample) => sample.p50Ms),
    p95Ms: median((sample) => sample.p95Ms),
  };
}
