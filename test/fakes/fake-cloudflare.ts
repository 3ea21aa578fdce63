import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { type FakeAnswer, type FakeRequest, failure } from './cloudflare-answers.ts';
import { type CloudflareFault, type FaultPlan, faultFor } from './cloudflare-faults.ts';
import { type CloudflareState, createCloudflareState } from './cloudflare-state.ts';

/** A request and its answer. */
export interface Exchange {
  readonly request: FakeRequest;
  readonly answer: FakeAnswer;
}

/** Cloudflare's API as a server on the loopback that keeps what it is given and refuses the rest. */
export interface FakeCloudflare {
  readonly url: string;
  readonly state: CloudflareState;
  /** `GET /zones/…`, in the order of their arrival. */
  readonly arrived: readonly string[];
  /** Requests that took effect or were refused, with their answers. */
  readonly exchanges: readonly Exchange[];
  /** What goes wrong from now on with request number `at` (from 0, counted anew). */
  fault(plan: FaultPlan): void;
  /** Resolves when a request was held back by a fault of kind `held`. */
  whenHeld(): Promise<void>;
  /** Lets the request go on that was held back. */
  letGo(): void;
  close(): Promise<void>;
}

/** Starts one with an empty zone and a tunnel that has only its catch-all. */
export async function startFakeCloudflare(): Promise<FakeCloudflare> {
  const state = createCloudflareState();
  const arrived: string[] = [];
  const exchanges: Exchange[] = [];
  const held = Promise.withResolvers<void>();
  const gate = Promise.withResolvers<void>();
  let plan: FaultPlan | undefined;
  let count = 0;
  const handle = async (request: FakeRequest, response: http.ServerResponse) => {
    arrived.push(`${request.method} ${request.url.pathname}`);
    const isCounted = plan?.method === undefined || plan.method === request.method;
    const fault = isCounted ? faultFor(plan, count) : undefined;
    if (isCounted) count += 1;
    if (fault === 'held') {
      held.resolve();
      await gate.promise;
    }
    send(response, fault, () => {
      const answer = state.answer(request);
      exchanges.push({ request, answer });
      return answer;
    });
  };
  const server = http.createServer(async (incoming, response) => {
    const url = new URL(incoming.url ?? '/', 'http://localhost');
    const { method = '', headers } = incoming;
    await handle({ method, url, headers, body: await bodyOf(incoming) }, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    ...{ state, arrived, exchanges, letGo: gate.resolve, whenHeld: () => held.promise },
    url: `http://127.0.0.1:${port}/client/v4`,
    fault: (next) => {
      plan = next;
      count = 0;
    },
    close: async () => {
      gate.resolve();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const faultStatus = { '409': 409, '429': 429, '500': 500, '500 after': 500 } as const;

function send(
  response: http.ServerResponse,
  fault: CloudflareFault | undefined,
  answer: () => FakeAnswer,
): void {
  if (fault === 'hang') return;
  if (fault === 'cut') {
    response.socket?.destroy();
    return;
  }
  if (fault === '409' || fault === '429' || fault === '500') {
    write(response, failure(faultStatus[fault], 10_000 + faultStatus[fault]));
    return;
  }
  const done = answer();
  if (fault === 'hang after') return;
  if (fault === 'cut after') response.socket?.destroy();
  else write(response, fault === '500 after' ? failure(500, 10_500) : done);
}

function write(response: http.ServerResponse, { status, body }: FakeAnswer): void {
  const headers = {
    'content-type': 'application/json',
    ...(status === 429 && { 'retry-after': '3' }),
  };
  response.writeHead(status, headers).end(JSON.stringify(body));
}

async function bodyOf(incoming: http.IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
