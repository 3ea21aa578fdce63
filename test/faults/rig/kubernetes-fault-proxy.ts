import { readFileSync } from 'node:fs';
import type http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { rigPaths } from '../../cluster/rig/rig-paths.ts';
import type { ArrivedCall, CallGate } from '../call-gate.ts';
import { type ClusterFault, lateMs } from '../fault.ts';

/** An HTTPS proxy on 127.0.0.1 in front of an API server; its certificate is the API server's own. */
export interface KubernetesFaultProxy {
  readonly url: string;
  /** Breaks every connection and takes no new one. */
  cut(): void;
}

/** What a proxy stands before, and who decides what becomes of a call. */
export interface KubernetesFaultProxyOptions {
  /** Folder of the control plane. */
  readonly rigDir: string;
  readonly server: string;
  readonly gate: Pick<CallGate, 'admit' | 'noteCreated'>;
  /** Ends the worker whose calls go through here. */
  readonly kill: () => void;
}

/** A whole answer of the API server. */
interface Answer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: Buffer;
}

interface Exchange {
  readonly request: http.IncomingMessage;
  readonly response: http.ServerResponse;
  readonly body: Buffer;
  readonly call: ArrivedCall;
}

interface Proxy extends KubernetesFaultProxyOptions {
  readonly agent: https.Agent;
  /** The answers to reads, by the title of the call: what a stale read replays. */
  readonly answers: Map<string, Answer>;
  readonly isCut: () => boolean;
}

const agents = new Map<string, https.Agent>();

/** Starts a proxy; `cut()` ends it. */
export async function startKubernetesFaultProxy(
  options: KubernetesFaultProxyOptions,
): Promise<KubernetesFaultProxy> {
  const paths = rigPaths(options.rigDir);
  const cert = readFileSync(paths.ca);
  const key = readFileSync(paths.servingKey);
  let isCut = false;
  const proxy: Proxy = {
    ...options,
    agent: agentOf(options.server, cert),
    answers: new Map(),
    isCut: () => isCut,
  };
  const server = https.createServer({ cert, key }, (request, response) => {
    void receive(proxy, request, response);
  });
  server.on('tlsClientError', () => undefined);
  await new Promise<void>((ready) => {
    server.listen(0, '127.0.0.1', ready);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `https://127.0.0.1:${port}`,
    cut: () => {
      isCut = true;
      server.close();
      server.closeAllConnections();
    },
  };
}

/** All proxies before one API server share its connections. */
function agentOf(server: string, ca: Buffer): https.Agent {
  const known = agents.get(server);
  if (known !== undefined) return known;
  const agent = new https.Agent({ keepAlive: true, maxSockets: 256, ca });
  agents.set(server, agent);
  return agent;
}

async function receive(
  proxy: Proxy,
  request: http.IncomingMessage,
  response: http.ServerResponse,
): Promise<void> {
  try {
    const body = await bytesOf(request);
    const call = arrivedCall(request, body);
    const exchange = { request, response, body, call };
    const fault = proxy.gate.admit(call) as ClusterFault | undefined;
    await (fault === undefined ? pass(proxy, exchange) : meet(proxy, exchange, fault));
  } catch {
    // The caller, or the API server, has gone: a broken connection says just that.
    response.destroy();
  }
}

function arrivedCall(request: http.IncomingMessage, body: Buffer): ArrivedCall {
  const { method = '', url = '' } = request;
  const { pathname, searchParams } = new URL(url, 'http://proxy');
  const isWatch = searchParams.has('watch');
  const created = method === 'POST' ? `/${nameIn(body)}` : '';
  const isPlainRead = method === 'GET' && !isWatch;
  return {
    service: 'cluster',
    title: `${isWatch ? 'WATCH' : method} ${pathname}${created}${selected(searchParams)}`,
    isWrite: method !== 'GET',
    target: `${pathname}${created}`,
    isRead: isPlainRead,
  };
}

function nameIn(body: Buffer): string {
  const { metadata } = JSON.parse(body.toString()) as { metadata?: { name?: string } };
  return metadata?.name ?? '';
}

function selected(searchParams: URLSearchParams): string {
  const selector = searchParams.get('fieldSelector');
  return selector === null ? '' : `?${selector}`;
}

async function pass(proxy: Proxy, exchange: Exchange): Promise<void> {
  const { request, response, call } = exchange;
  const upstream = await forward(proxy, exchange);
  if (call.title.startsWith('WATCH')) {
    response.on('close', () => upstream.destroy());
    response.writeHead(upstream.statusCode ?? 0, upstream.headers);
    response.flushHeaders();
    upstream.on('error', () => response.destroy());
    upstream.pipe(response);
    return;
  }
  const answer = await wholeAnswer(upstream);
  noteAnswer(proxy, call, answer);
  if (request.method === 'GET') proxy.answers.set(call.title, answer);
  send(proxy, response, answer);
}

async function meet(proxy: Proxy, exchange: Exchange, fault: ClusterFault): Promise<void> {
  const { request, response, call } = exchange;
  switch (fault) {
    case 'killed-before':
      return proxy.kill();
    case 'killed-after':
      noteAnswer(proxy, call, await firstAnswer(proxy, exchange));
      return proxy.kill();
    case 'answer-lost':
      noteAnswer(proxy, call, await firstAnswer(proxy, exchange));
      request.socket.destroy();
      return;
    case 'truncated':
      return truncate(proxy, exchange, await firstAnswer(proxy, exchange));
    case 'hang':
      // Until the caller's own timeout.
      return;
    case 'reset':
      request.socket.resetAndDestroy();
      return;
    case 'arrived-late':
      await sleep(lateMs);
      // Nobody waits for the answer any more.
      noteAnswer(proxy, call, await firstAnswer(proxy, exchange));
      return;
    case 'stale-read': {
      const earlier = proxy.answers.get(call.title);
      if (earlier === undefined) return await pass(proxy, exchange);
      return send(proxy, response, earlier);
    }
    case 'conflict':
    case 'throttled':
    case 'server-error':
    case 'unavailable':
    case 'unauthorized':
      return send(proxy, response, refusals[fault]);
    default:
      return fault satisfies never;
  }
}

function truncate(proxy: Proxy, { request, response, call }: Exchange, answer: Answer): void {
  noteAnswer(proxy, call, answer);
  response.writeHead(answer.status, { ...answer.headers, 'content-length': answer.body.length });
  response.write(answer.body.subarray(0, Math.floor(answer.body.length / 2)), () =>
    request.socket.destroy(),
  );
}

function noteAnswer({ gate }: Proxy, call: ArrivedCall, { status }: Answer): void {
  if (status === 201 && call.title.startsWith('POST')) gate.noteCreated(call);
}

function send({ isCut }: Proxy, response: http.ServerResponse, answer: Answer): void {
  if (isCut()) return;
  const { 'transfer-encoding': _, ...headers } = answer.headers;
  response.writeHead(answer.status, { ...headers, 'content-length': answer.body.length });
  response.end(answer.body);
}

function forward(proxy: Proxy, { request, response, body }: Exchange) {
  const { promise, resolve, reject } = Promise.withResolvers<http.IncomingMessage>();
  const { method = '', url = '', headers } = request;
  const target = new URL(url, proxy.server);
  const outgoing = https.request(
    target,
    { method, agent: proxy.agent, headers: { ...headers, host: target.host } },
    resolve,
  );
  outgoing.on('error', reject);
  // As a direct connection would: whoever asked has gone, so the API server is told.
  response.on('close', () => outgoing.destroy());
  outgoing.end(body);
  return promise;
}

/** The answer; of a watch, its head alone. */
async function firstAnswer(proxy: Proxy, exchange: Exchange): Promise<Answer> {
  const upstream = await forward(proxy, exchange);
  if (!exchange.call.title.startsWith('WATCH')) return await wholeAnswer(upstream);
  upstream.on('error', () => undefined);
  upstream.destroy();
  return { status: upstream.statusCode ?? 0, headers: upstream.headers, body: Buffer.alloc(0) };
}

async function wholeAnswer(upstream: http.IncomingMessage): Promise<Answer> {
  const body = await bytesOf(upstream);
  return { status: upstream.statusCode ?? 0, headers: upstream.headers, body };
}

async function bytesOf(stream: http.IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** As the API server itself says it. */
function refusal(status: number, reason: string, headers: http.IncomingHttpHeaders = {}): Answer {
  const text = JSON.stringify({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: `the fault proxy says ${reason}`,
    reason,
    code: status,
  });
  return {
    status,
    headers: { 'content-type': 'application/json', ...headers },
    body: Buffer.from(text),
  };
}

const refusals = {
  conflict: refusal(409, 'Conflict'),
  throttled: refusal(429, 'TooManyRequests', { 'retry-after': '1' }),
  'server-error': refusal(500, 'InternalError'),
  unavailable: refusal(503, 'ServiceUnavailable'),
  unauthorized: refusal(401, 'Unauthorized'),
} as const;
