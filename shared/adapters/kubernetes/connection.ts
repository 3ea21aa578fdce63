import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { KubeConfig } from '@kubernetes/client-node';
import { createCredentials, type KubeConfigSource } from './credentials.ts';
import { exchange } from './exchange.ts';
import { readBody } from './read-body.ts';
import { createTargets, type RequestTarget } from './request-target.ts';
import { TransportError } from './transport-error.ts';

/** One HTTP request to the API server. */
export interface Call {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Default `application/json`. */
  readonly contentType?: string;
}

/** A whole answer. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** Keep-alive connections to one API server. Every failure is a `TransportError`. */
export interface Connection {
  /** The answer, whatever its status. After a 401 the credentials are loaded again, once. */
  send(call: Call): Promise<Answer>;
  /** The head of an answer that goes on until the signal; the caller reads or destroys it. */
  open(call: Call, signal: AbortSignal): Promise<IncomingMessage>;
}

export interface ConnectionOptions {
  readonly kubeConfig: KubeConfigSource;
  /** Longest time of one call in milliseconds, credentials and body included. */
  readonly callTimeoutMs: number;
  /** Told when the API server refused the credentials and they are loaded again. */
  readonly onRefresh?: () => void;
}

/**
 * Calls the API server over node's own HTTP client, which keeps its connections: client-node 2
 * opens one for each request. TLS and credentials stay with client-node's `KubeConfig`.
 */
export function createConnection(options: ConnectionOptions): Connection {
  const credentials = createCredentials(options.kubeConfig);
  const targetOf = createTargets();

  async function prepare(signal: AbortSignal): Promise<Prepared> {
    try {
      return await beforeAbort(signal, async () => {
        const config = await credentials.current();
        return { config, target: await targetOf(config) };
      });
    } catch (error) {
      // A credential plugin that hangs would otherwise hang every later call too.
      if (signal.aborted) credentials.abandon();
      throw error;
    }
  }

  async function send(call: Call): Promise<Answer> {
    const signal = AbortSignal.timeout(options.callTimeoutMs);
    const { config, target } = await prepare(signal);
    const answer = await ask(target, call, signal);
    if (answer.status !== 401) return answer;
    options.onRefresh?.();
    await beforeAbort(signal, () => credentials.refuse(config));
    return ask((await prepare(signal)).target, call, signal);
  }

  return {
    send,
    open: async (call, signal) => exchange((await prepare(signal)).target, call, signal),
  };
}

interface Prepared {
  readonly config: KubeConfig;
  readonly target: RequestTarget;
}

/**
 * The whole answer. A server may close a kept connection in the moment it is used again: a read is
 * then sent once more; a write is not, because the server may have taken it.
 */
async function ask(target: RequestTarget, call: Call, signal: AbortSignal): Promise<Answer> {
  try {
    return await askOnce(target, call, signal);
  } catch (error) {
    const isStale = error instanceof TransportError && error.isStaleConnection;
    if (!isStale || call.method !== 'GET') throw error;
    return await askOnce(target, call, signal);
  }
}

async function askOnce(target: RequestTarget, call: Call, signal: AbortSignal): Promise<Answer> {
  const response = await exchange(target, call, signal);
  const text = await readBody(response);
  return { status: response.statusCode ?? 0, headers: response.headers, text };
}

/** Ends with the signal although a credential plugin knows none. Nothing was sent yet. */
async function beforeAbort<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const abort = () => aborted.reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([work(), aborted.promise]);
  } catch (cause) {
    throw new TransportError(signal.aborted ? 'timeout' : 'credentials', { isSent: false, cause });
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
