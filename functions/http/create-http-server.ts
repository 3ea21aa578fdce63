import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { Duplex } from 'node:stream';
import { TenantryError } from '../../shared/tenant/errors.ts';
import { type GuardedApp, guardRequests } from './guard-requests.ts';
import { bodyBytesMaxOf, type HttpLimits, httpLimits } from './http-limits.ts';
import { problemOf } from './problem.ts';
import { requestIdOf } from './request-id.ts';

/** A Node HTTP server for the app, with every limit set. It does not listen yet. */
export function createHttpServer(app: GuardedApp, limits: HttpLimits = httpLimits): Server {
  return createLimitedServer(guardRequests(app, limits), limits);
}

/** The same for a listener that guards itself. */
export function createLimitedServer(
  listener: RequestListener,
  limits: HttpLimits = httpLimits,
): Server {
  const server = createServer({
    maxHeaderSize: limits.headerBytesMax,
    headersTimeout: limits.headersMsMax,
    requestTimeout: limits.requestMsMax,
    keepAliveTimeout: limits.keepAliveMs,
    connectionsCheckingInterval: Math.min(5_000, limits.headersMsMax),
  });
  server.maxConnections = limits.connectionsMax;
  server.on('request', listener);
  server.on('checkContinue', (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const bytesMax = bodyBytesMaxOf(limits, incoming.url);
    const isTooLarge = Number(incoming.headers['content-length'] ?? 0) > bytesMax;
    // Without 100 the client need not send what would be refused anyway (RFC 9110, section 10.1.1).
    if (!isTooLarge) outgoing.writeContinue();
    server.emit('request', incoming, outgoing);
  });
  server.on('clientError', answerClientError);
  return server;
}

/** Answers what never became a request: broken HTTP, too large headers, too slow headers. */
function answerClientError(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const problem = problemOf(clientErrorOf(error.code), requestIdOf(undefined));
  const body = JSON.stringify(problem);
  socket.end(
    [
      `HTTP/1.1 ${problem.status} ${problem.title}`,
      'content-type: application/problem+json',
      `content-length: ${Buffer.byteLength(body)}`,
      `x-request-id: ${problem.request_id}`,
      'connection: close',
      '',
      body,
    ].join('\r\n'),
  );
}

function clientErrorOf(code: string | undefined): TenantryError {
  if (code === 'HPE_HEADER_OVERFLOW') {
    return new TenantryError('headers_too_large', 'Cannot read the headers: they are too large');
  }
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    return new TenantryError('request_timeout', 'Cannot read the request: it arrived too slowly');
  }
  return new TenantryError('malformed_request', 'Cannot read the request: it is not valid HTTP');
}
