import type { JsonObject } from '../shared/tenant/json.ts';
import { ApiError } from './api-error.ts';
import { CliError } from './cli-error.ts';
import { type ConnectionSettings, isLoopbackUrl } from './connection-settings.ts';
import { readAnswer } from './read-answer.ts';
import { attemptsMax, retryDelayMs } from './retry-delay.ts';
import type { Time } from './time.ts';

/** What every request is sent with. */
export interface Connection {
  readonly settings: ConnectionSettings;
  readonly time: Time;
  readonly random: () => number;
  /** Ends the request and its retries; they reject with its reason. */
  readonly signal: AbortSignal;
  /** How long an answer may take beyond what it was asked to wait, in milliseconds. */
  readonly timeoutMs: number;
}

/** One request, before the address and the key of the server are added. */
export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Starts with a slash; its variable parts are encoded. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly body?: JsonObject;
  /** Makes a wish repeatable: without it only what is safe is sent twice. */
  readonly idempotencyKey?: string;
  /** Writes nothing, although it is no GET. */
  readonly isSafe?: true;
  /** The ETag that the thing must still have. */
  readonly ifMatch?: string;
  /** Seconds that the server may hold the answer back (long poll). */
  readonly waitSeconds?: number;
}

/** What a request was answered with, when the API did not refuse it. */
export interface ApiAnswer {
  readonly status: number;
  readonly body: JsonObject;
}

/** How long an answer may take, without a long poll. */
export const requestTimeoutMs = 10_000;

/**
 * Sends the request and returns status and JSON of a success. Tries again, `attemptsMax` times in all and
 * with backoff, when nothing was heard or the server is busy, and only what may be repeated. Rejects
 * with `ApiError` when the API refuses, `server_unreachable` or `answer_unreadable`.
 */
export async function sendRequest(connection: Connection, request: ApiRequest): Promise<ApiAnswer> {
  const { method, isSafe = method === 'GET', idempotencyKey } = request;
  const isRepeatable = isSafe || idempotencyKey !== undefined;
  const last = isRepeatable ? attemptsMax : 1;
  for (let attempt = 1; attempt < last; attempt += 1) {
    const outcome = await attemptOf(connection, request);
    if (outcome.kind === 'answer') return outcome.answer;
    if (!isPassing(outcome.error)) throw outcome.error;
    const { retryAfterMs } = outcome.error;
    const delayMs = retryDelayMs(attempt, connection.random(), retryAfterMs);
    await connection.time.sleep(delayMs, connection.signal);
  }
  const outcome = await attemptOf(connection, request);
  if (outcome.kind === 'answer') return outcome.answer;
  throw outcome.error;
}

/** Whether the same request may well succeed a little later. */
export function isPassing(error: unknown): error is ApiError | CliError {
  if (error instanceof CliError) return error.code === 'server_unreachable';
  if (!(error instanceof ApiError)) return false;
  // 409 with Retry-After: an earlier attempt with the same Idempotency-Key is still running.
  const isBusy = error.status === 409 && error.retryAfterMs !== undefined;
  return isBusy || [429, 502, 503, 504].includes(error.status);
}

type Outcome =
  | { readonly kind: 'answer'; readonly answer: ApiAnswer }
  | { readonly kind: 'error'; readonly error: ApiError | CliError };

async function attemptOf(connection: Connection, request: ApiRequest): Promise<Outcome> {
  const { settings, signal, timeoutMs } = connection;
  const timeout = AbortSignal.timeout(timeoutMs + (request.waitSeconds ?? 0) * 1000);
  try {
    const response = await fetch(addressOf(settings, request), {
      method: request.method,
      headers: headersOf(settings, request),
      // A redirect would carry X-API-Key to another address: fetch strips only its own headers.
      redirect: 'manual',
      signal: AbortSignal.any([signal, timeout]),
      ...(request.body !== undefined && { body: JSON.stringify(request.body) }),
    });
    const body = await readAnswer(response, settings.url);
    return { kind: 'answer', answer: { status: response.status, body } };
  } catch (cause) {
    signal.throwIfAborted();
    if (cause instanceof ApiError || cause instanceof CliError)
      return { kind: 'error', error: cause };
    return { kind: 'error', error: unreachable(settings, cause) };
  }
}

function addressOf({ url }: ConnectionSettings, { path, query = {}, waitSeconds }: ApiRequest) {
  const address = new URL(`${url}${path}`);
  for (const [name, value] of Object.entries({ ...query, wait: waitSeconds })) {
    if (value !== undefined) address.searchParams.set(name, String(value));
  }
  return address;
}

function headersOf({ token }: ConnectionSettings, request: ApiRequest) {
  const { body, idempotencyKey, ifMatch } = request;
  return {
    accept: 'application/json, application/problem+json',
    ...(token !== undefined && { 'x-api-key': token }),
    ...(body !== undefined && { 'content-type': 'application/json' }),
    ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }),
    ...(ifMatch !== undefined && { 'if-match': ifMatch }),
  };
}

function unreachable({ url }: ConnectionSettings, cause: unknown): CliError {
  const start = isLoopbackUrl(new URL(url)) ? ' Start it with npm start,' : ' Check the address';
  const advice = `is it running?${start} or set TENANTRY_URL`;
  return new CliError('server_unreachable', `Cannot reach ${url} (${whyOf(cause)}): ${advice}`, {
    cause,
  });
}

/** The system's word for it, such as ECONNREFUSED; fetch hides it one level down. */
function whyOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  if (error.name === 'TimeoutError') return 'no answer in time';
  const { cause } = error;
  const isCoded = cause instanceof Error && 'code' in cause;
  return isCoded ? String(cause.code) : 'the connection broke';
}
