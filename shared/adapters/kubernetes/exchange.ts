import http from 'node:http';
import https from 'node:https';
import type { Call } from './connection.ts';
import type { RequestTarget } from './request-target.ts';
import { TransportError } from './transport-error.ts';

/**
 * Sends one request and resolves with the answer's head; its body is still to be read. The signal
 * ends the request and the body. Rejects with a `TransportError` that knows whether anything can
 * have reached the API server: nothing can before the connection (and TLS) stands.
 */
export function exchange(
  target: RequestTarget,
  call: Call,
  signal: AbortSignal,
): Promise<http.IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<http.IncomingMessage>();
  const request = start(target, call, signal);
  let isSent = false;
  request.once('socket', (socket) => {
    const ready = target.base.protocol === 'http:' ? 'connect' : 'secureConnect';
    if (request.reusedSocket || !socket.connecting) isSent = true;
    else socket.once(ready, () => (isSent = true));
  });
  request.once('response', resolve);
  // Not once: a socket may fail again after the answer began, and nobody else listens.
  request.on('error', (cause) => {
    const fault = signal.aborted ? 'timeout' : 'connection';
    const isStaleConnection = fault === 'connection' && request.reusedSocket;
    reject(new TransportError(fault, { isSent, isStaleConnection, cause }));
  });
  request.end(call.body);
  return promise;
}

function start({ base, headers, agent }: RequestTarget, call: Call, signal: AbortSignal) {
  const url = new URL(`${base.pathname.replace(/\/$/, '')}${call.path}`, base);
  url.search = new URLSearchParams(call.query).toString();
  const send = base.protocol === 'http:' ? http.request : https.request;
  return send(url, {
    method: call.method,
    agent,
    signal,
    headers: {
      ...headers,
      ...contentHeaders(call),
      accept: 'application/json',
      'user-agent': 'tenantry',
    },
  });
}

function contentHeaders({ body, contentType }: Call): http.OutgoingHttpHeaders {
  if (body === undefined) return {};
  return {
    'content-type': contentType ?? 'application/json',
    'content-length': Buffer.byteLength(body),
  };
}
