import { readText } from '../read-text.ts';
import { failureOfAnswer, failureOfCall, failureOfCredentials } from './secret-manager-failure.ts';
import { objectOf } from './vault-payload.ts';

/** Bytes of one answer: a page of secrets, or one secret of 64 KiB in base64. */
const bytesMax = 4 * 1024 * 1024;

/** How Secret Manager is reached. */
export interface SecretManagerConnection {
  readonly projectId: string;
  /** `https://secretmanager.googleapis.com`, or a fake of it. */
  readonly url: string;
  /** An OAuth access token; absent: none is sent. */
  readonly accessToken?: () => Promise<string | null | undefined>;
}

/** One request of the REST API (secretmanager v1). */
export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Below `v1/projects/<project>/`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** For people: `keep values`. */
  readonly action: string;
  /** Codes of `google.rpc.Code` that are an answer too. */
  readonly allows?: readonly RpcCode[];
}

type RpcCode = 'NOT_FOUND' | 'ALREADY_EXISTS' | 'FAILED_PRECONDITION';

/** What was answered: the body of a success, or which of the allowed codes. */
export interface ApiAnswer {
  readonly code: 'OK' | RpcCode;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Sends one request. Rejects with a `SystemError` for every answer that is neither a success nor allowed. */
export async function requestApi(
  connection: SecretManagerConnection,
  signal: AbortSignal,
  request: ApiRequest,
): Promise<ApiAnswer> {
  const { action, allows = [] } = request;
  const authorization = await authorizationOf(connection, signal, action);
  const { status, retryAfter, text } = await send(connection, signal, { request, authorization });
  const body = parsedBody(text);
  if (status === 200) {
    if (body !== undefined) return { code: 'OK', body };
    throw failureOfCall(action, signal, new TypeError('The answer is no JSON object'));
  }
  // A bare 404 may come from a proxy: only Google's own word counts.
  const code = objectOf(body?.['error'])['status'];
  const allowed = allows.find((each) => each === code);
  if (allowed !== undefined) return { code: allowed, body: {} };
  throw failureOfAnswer(action, { status, retryAfter });
}

async function authorizationOf(
  { accessToken }: SecretManagerConnection,
  signal: AbortSignal,
  action: string,
): Promise<Readonly<Record<string, string>>> {
  if (accessToken === undefined) return {};
  try {
    const token = await Promise.race([accessToken(), aborted(signal)]);
    if (typeof token === 'string') return { authorization: `Bearer ${token}` };
  } catch (cause) {
    throw failureOfCredentials(action, cause);
  }
  throw failureOfCredentials(action, undefined);
}

async function aborted(signal: AbortSignal): Promise<undefined> {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  if (signal.aborted) resolve(undefined);
  signal.addEventListener('abort', () => resolve(undefined), { once: true });
  return await promise;
}

interface ToSend {
  readonly request: ApiRequest;
  readonly authorization: Readonly<Record<string, string>>;
}

async function send(
  { url: base, projectId }: SecretManagerConnection,
  signal: AbortSignal,
  { request, authorization }: ToSend,
) {
  const { method, path, query = {}, body, action } = request;
  const url = new URL(`/v1/projects/${projectId}/${path}`, base);
  url.search = new URLSearchParams(query).toString();
  try {
    const response = await fetch(url, {
      ...{ method, signal, redirect: 'error' },
      headers: {
        ...authorization,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await readText(response, bytesMax);
    return { status: response.status, retryAfter: response.headers.get('retry-after'), text };
  } catch (cause) {
    throw failureOfCall(action, signal, cause);
  }
}

function parsedBody(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return objectOf(JSON.parse(text));
  } catch {
    return undefined;
  }
}
