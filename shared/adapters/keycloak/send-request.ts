import { readText } from '../read-text.ts';
import { TransportError } from './transport-error.ts';

/** One request to Keycloak. */
export interface KeycloakRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | URLSearchParams;
}

/** What Keycloak answered. */
export interface KeycloakAnswer {
  readonly status: number;
  readonly retryAfter: string | null;
  /** The body; undefined when it is not JSON. */
  readonly json: unknown;
}

/** Bytes of an answer; a whole realm has about 5 000. */
const bytesMax = 1024 * 1024;

/** The connection did not come about, so that nothing was sent. */
const unsentCodes: readonly unknown[] = [
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
];

/**
 * Sends one request and reads its whole answer before the signal ends both. Redirects are not
 * followed: they would carry credentials elsewhere. Rejects with a `TransportError`.
 */
export async function sendRequest(
  { url, ...request }: KeycloakRequest,
  signal: AbortSignal,
): Promise<KeycloakAnswer> {
  try {
    const response = await fetch(url, { ...request, redirect: 'manual', signal });
    const retryAfter = response.headers.get('retry-after');
    return {
      status: response.status,
      retryAfter,
      json: parsed(await readText(response, bytesMax)),
    };
  } catch (cause) {
    if (signal.aborted) throw new TransportError('timeout', { isSent: true, cause });
    throw new TransportError('connection', { isSent: !unsentCodes.includes(codeOf(cause)), cause });
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Empty, or a page of a proxy.
    return undefined;
  }
}

/** Fetch wraps what the socket said, and that wraps what each address of the host said. */
function codeOf(error: unknown): unknown {
  if (!(error instanceof Error)) return undefined;
  if ('code' in error) return error.code;
  return codeOf(error instanceof AggregateError ? error.errors[0] : error.cause);
}
