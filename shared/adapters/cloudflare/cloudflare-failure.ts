import {
  SystemError,
  type SystemErrorDetails,
  type SystemFailure,
} from '../../tenant/system-error.ts';
import type { CloudflareCall } from './cloudflare-call.ts';

/** An answer that is not the success that was asked for. */
export interface CloudflareRefusal {
  readonly status: number;
  /** Cloudflare's own error codes; empty when the answer has no envelope. */
  readonly codes: readonly number[];
  /** The header `Retry-After`. */
  readonly retryAfter: string | null;
}

type What = SystemFailure['what'];
type Verdict = readonly [What, Pick<SystemErrorDetails, 'class' | 'outcome'>];

/** "A record with that host already exists", in its four wordings. */
const recordExists: ReadonlySet<number> = new Set([81053, 81054, 81057, 81058]);

/** A token that is malformed or unknown, answered as 400 too. */
const badToken: ReadonlySet<number> = new Set([6003, 6111, 9109, 10000]);

/** Longest pause that an answer may ask for. */
const retryAfterMaxMs = 600_000;

/** Codes of a connection that never stood: nothing can have arrived. */
const neverConnected: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENETUNREACH',
  'EHOSTUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** What an answer means that is not a success. Names status and codes, never a text of the answer. */
export function refusalError(call: CloudflareCall, refusal: CloudflareRefusal): SystemError {
  const { status, codes, retryAfter } = refusal;
  const [what, verdict] = verdictOf(call, refusal);
  const retryAfterMs = what === 'throttled' ? retryAfterMsOf(retryAfter) : undefined;
  const why = codes.length === 0 ? `${status}` : `${status}, code ${codes.join(', ')}`;
  const message = `Cannot ${call.what}: Cloudflare answers ${why}${advice[what] ?? ''}`;
  const details = { ...verdict, ...(retryAfterMs !== undefined && { retryAfterMs }) };
  return new SystemError(call.system, { what, message }, details);
}

/** What a call without a whole answer means. */
export function silenceError(call: CloudflareCall, cause: unknown): SystemError {
  const isTimeout = cause instanceof Error && cause.name === 'TimeoutError';
  const what = isTimeout ? 'timeout' : 'unavailable';
  const why = isTimeout ? 'Cloudflare does not answer in time' : 'the connection failed';
  const verdict = neverConnected.has(codeOf(cause)) ? notDone('retry') : unanswered(call);
  const message = `Cannot ${call.what}: ${why}`;
  return new SystemError(call.system, { what, message }, { ...verdict, cause });
}

/** What an answer means that nobody can make sense of. */
export function garbledError(call: CloudflareCall): SystemError {
  const message = `Cannot ${call.what}: the answer is not one of Cloudflare's API`;
  return new SystemError(call.system, { what: 'unavailable', message }, unanswered(call));
}

const advice: { readonly [W in What]?: string } = {
  unauthorized: '; check CLOUDFLARE_API_TOKEN',
  forbidden: '; give the API token the rights that docs/systems.md names',
};

function verdictOf(call: CloudflareCall, refusal: CloudflareRefusal): Verdict {
  const { status } = refusal;
  if (status === 429) return ['throttled', notDone('retry')];
  if (status >= 500 || status === 408) return ['unavailable', unanswered(call)];
  // A redirect is not followed: something else than Cloudflare answers.
  if (status >= 300 && status < 400) return ['unavailable', notDone('retry')];
  return verdictOnRequest(call, refusal);
}

function verdictOnRequest(call: CloudflareCall, { status, codes }: CloudflareRefusal): Verdict {
  if (status === 403) return ['forbidden', notDone('retry')];
  const isBadToken = status === 401 || codes.some((code) => badToken.has(code));
  if (isBadToken) return ['unauthorized', notDone('retry')];
  const isTaken = status === 409 || codes.some((code) => recordExists.has(code));
  if (isTaken) return ['conflict', notDone('observe')];
  // What was to be changed is gone: only another look can tell what there is.
  const isGone = status === 404 && (call.method === 'PATCH' || call.method === 'DELETE');
  return ['refused', notDone(isGone ? 'observe' : 'terminal')];
}

function notDone(verdict: SystemErrorDetails['class']): Verdict[1] {
  return { class: verdict, outcome: 'not-done' };
}

/** A look changes nothing; a write may have taken effect, now or later. */
function unanswered({ method }: CloudflareCall): Verdict[1] {
  return method === 'GET' ? notDone('retry') : { class: 'observe', outcome: 'unknown' };
}

function retryAfterMsOf(header: string | null): number | undefined {
  const seconds = /^\d{1,9}$/.exec(header?.trim() ?? '')?.[0];
  return seconds === undefined ? undefined : Math.min(Number(seconds) * 1_000, retryAfterMaxMs);
}

function codeOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && 'code' in cause ? String(cause.code) : '';
}
