import http2 from 'node:http2';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ArrivedCall, CallGate } from '../call-gate.ts';
import { type GrpcFault, lateMs, type Service } from '../fault.ts';

/** A gRPC proxy on 127.0.0.1 (HTTP/2 without TLS) that knows where one call ends and the next begins. */
export interface GrpcFaultProxy {
  /** `127.0.0.1:<port>`. */
  readonly host: string;
  /** Breaks every connection and takes no new one. */
  cut(): void;
}

/** What a proxy stands before, and who decides what becomes of a call. */
export interface GrpcFaultProxyOptions {
  /** `host:port` of the emulator. */
  readonly target: string;
  readonly service: Exclude<Service, 'cluster'>;
  readonly gate: Pick<CallGate, 'admit'>;
  /** Ends the worker whose calls go through here. */
  readonly kill: () => void;
}

interface Proxy extends GrpcFaultProxyOptions {
  readonly upstream: http2.ClientHttp2Session;
}

interface Exchange {
  readonly stream: http2.ServerHttp2Stream;
  readonly headers: http2.IncomingHttpHeaders;
  readonly body: Buffer;
  readonly call: ArrivedCall;
}

interface Answer {
  readonly headers: http2.OutgoingHttpHeaders;
  readonly body: Buffer;
  readonly trailers: http2.OutgoingHttpHeaders | undefined;
}

/** Starts a proxy; `cut()` ends it. */
export async function startGrpcFaultProxy(options: GrpcFaultProxyOptions): Promise<GrpcFaultProxy> {
  const upstream = http2.connect(`http://${options.target}`);
  upstream.on('error', () => undefined);
  const proxy: Proxy = { ...options, upstream };
  const sessions = new Set<http2.ServerHttp2Session>();
  const server = http2.createServer();
  server.on('session', (session) => {
    sessions.add(session);
    session.on('error', () => undefined);
    session.on('close', () => sessions.delete(session));
  });
  server.on('stream', (stream, headers) => {
    stream.on('error', () => undefined);
    receive(proxy, stream, headers).catch(() => stream.close(http2.constants.NGHTTP2_CANCEL));
  });
  await new Promise<void>((ready) => {
    server.listen(0, '127.0.0.1', ready);
  });
  const { port } = server.address() as AddressInfo;
  return {
    host: `127.0.0.1:${port}`,
    cut: () => {
      server.close();
      for (const session of sessions) session.destroy();
      upstream.destroy();
    },
  };
}

async function receive(
  proxy: Proxy,
  stream: http2.ServerHttp2Stream,
  headers: http2.IncomingHttpHeaders,
): Promise<void> {
  const isOpenEnded = methodOf(headers) === 'Listen';
  const body = isOpenEnded ? Buffer.alloc(0) : await bytesOf(stream);
  const call = arrivedCall(proxy.service, headers, body);
  const fault = proxy.gate.admit(call) as GrpcFault | undefined;
  const exchange = { stream, headers, body, call };
  if (fault !== undefined) await meet(proxy, exchange, fault);
  else if (isOpenEnded) relay(proxy, exchange);
  else answer(stream, await forward(proxy, exchange));
}

const collection = /documents\/([a-z_]+)\/(?:[^/\s]+\/(events|revisions)\/)?/g;

/** Which collections a call names stands in its bytes as plain text. */
function arrivedCall(
  service: Proxy['service'],
  headers: http2.IncomingHttpHeaders,
  body: Buffer,
): ArrivedCall {
  const method = methodOf(headers);
  const named = [...body.toString('latin1').matchAll(collection)].map(
    ([, outer, inner]) => inner ?? outer,
  );
  const collections = service === 'store' ? `(${[...new Set(named)].toSorted().join(',')})` : '';
  return {
    service,
    title: `${service === 'store' ? 'Firestore' : 'Publisher'}.${method}${collections}`,
    isWrite: method === 'Commit' || method === 'Publish',
    target: collections,
    isRead: false,
  };
}

function methodOf(headers: http2.IncomingHttpHeaders): string {
  return String(headers[':path']).split('/').at(-1) ?? '';
}

async function meet(proxy: Proxy, exchange: Exchange, fault: GrpcFault): Promise<void> {
  const { stream } = exchange;
  switch (fault) {
    case 'killed-before':
      return proxy.kill();
    case 'killed-after':
      await effect(proxy, exchange);
      return proxy.kill();
    case 'answer-lost':
      await effect(proxy, exchange);
      stream.session?.destroy();
      return;
    case 'reset':
      stream.session?.destroy();
      return;
    case 'hang':
      // Until the caller's own deadline.
      return;
    case 'arrived-late':
      await sleep(lateMs);
      // Nobody waits for the answer any more.
      return await effect(proxy, exchange);
    case 'aborted':
    case 'unavailable':
    case 'deadline-exceeded':
      return refuse(stream, statuses[fault]);
    default:
      return fault satisfies never;
  }
}

/** What the call does, without an answer; a stream without an end has no effect. */
async function effect(proxy: Proxy, exchange: Exchange): Promise<void> {
  if (methodOf(exchange.headers) !== 'Listen') await forward(proxy, exchange);
}

const statuses = { aborted: 10, unavailable: 14, 'deadline-exceeded': 4 } as const;

function refuse(stream: http2.ServerHttp2Stream, status: number): void {
  stream.respond(
    {
      ':status': 200,
      'content-type': 'application/grpc',
      'grpc-status': String(status),
      'grpc-message': 'the fault proxy says so',
    },
    { endStream: true },
  );
}

async function forward({ upstream }: Proxy, { headers, body }: Exchange): Promise<Answer> {
  const outgoing = upstream.request(forwardable(headers));
  const { promise: head, resolve, reject } = Promise.withResolvers<http2.OutgoingHttpHeaders>();
  outgoing.on('response', (received) => resolve(forwardable(received)));
  outgoing.on('error', reject);
  let trailers: http2.OutgoingHttpHeaders | undefined;
  outgoing.on('trailers', (received) => {
    trailers = forwardable(received);
  });
  outgoing.end(body);
  const answerHead = await head;
  const answerBody = await bytesOf(outgoing);
  return { headers: answerHead, body: answerBody, trailers };
}

/** Passes both directions on as they come, for a stream that neither side ends soon. */
function relay({ upstream }: Proxy, { stream, headers }: Exchange): void {
  const outgoing = upstream.request(forwardable(headers));
  outgoing.on('response', (received) => {
    if (!stream.destroyed) stream.respond(forwardable(received));
  });
  outgoing.on('error', () => stream.close(http2.constants.NGHTTP2_CANCEL));
  stream.on('close', () => outgoing.close(http2.constants.NGHTTP2_CANCEL));
  outgoing.pipe(stream);
  stream.pipe(outgoing);
}

function answer(stream: http2.ServerHttp2Stream, { headers, body, trailers }: Answer): void {
  if (stream.destroyed) return;
  if (trailers === undefined && body.length === 0) {
    stream.respond(headers, { endStream: true });
    return;
  }
  stream.on('wantTrailers', () => stream.sendTrailers(trailers ?? {}));
  stream.respond(headers, { waitForTrailers: true });
  stream.end(body);
}

/** Without what belongs to one connection alone. */
function forwardable(headers: http2.IncomingHttpHeaders): http2.OutgoingHttpHeaders {
  const { [http2.sensitiveHeaders]: _, ...rest } = headers as http2.IncomingHttpHeaders & {
    readonly [http2.sensitiveHeaders]?: readonly string[];
  };
  return rest;
}

async function bytesOf(stream: NodeJS.ReadableStream): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}
