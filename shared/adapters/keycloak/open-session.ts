import { type Attempt, explainAnswer, explainFailure } from './explain-failure.ts';
import type { KeycloakSettings } from './keycloak-settings.ts';
import { type KeycloakAnswer, type KeycloakRequest, sendRequest } from './send-request.ts';
import type { TokenSource } from './token-source.ts';
import { TransportError } from './transport-error.ts';

/** One request to the admin API. */
export interface AdminRequest {
  readonly method: KeycloakRequest['method'];
  /** Below `/admin/realms`, each part escaped by the session. */
  readonly path: readonly string[];
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** `create realm "acme.codetether.run"`: for the error. */
  readonly what: string;
}

/** The requests of one call of the port: they share its time and its token. */
export interface Session {
  /** Any answer below 400, or one that `accepts`; rejects with a `SystemError` for every other. */
  send(
    request: AdminRequest,
    accepts?: (answer: KeycloakAnswer) => boolean,
  ): Promise<KeycloakAnswer>;
  /** Gets a token with the rights of this moment, once; false when this session had a new one before. */
  renew(): Promise<boolean>;
}

/** Begins a call of the port: from now on its time runs. */
export function openSession(settings: KeycloakSettings, tokens: TokenSource): Session {
  const signal = AbortSignal.timeout(settings.callTimeoutMs);
  let renewal: Promise<string> | undefined;
  const renew = async () => {
    if (renewal !== undefined) {
      await renewal;
      return false;
    }
    renewal = tokens.renewed(signal);
    await renewal;
    return true;
  };
  const attemptOnce = async (request: AdminRequest) => {
    const token = await (renewal ?? tokens.current(signal));
    return await exchange(keycloakRequest(settings, request, token), attemptOf(request), signal);
  };
  return {
    renew,
    send: async (request, accepts = () => false) => {
      const hadRenewed = renewal !== undefined;
      const first = await attemptOnce(request);
      // 403 too: rights on a realm that was made a moment ago are in new tokens only.
      const isRefused = first.status === 401 || first.status === 403;
      if (isRefused && !hadRenewed) await renew();
      const answer = isRefused && !hadRenewed ? await attemptOnce(request) : first;
      if (answer.status < 300 || accepts(answer)) return answer;
      throw explainAnswer(attemptOf(request), answer);
    },
  };
}

async function exchange(
  request: KeycloakRequest,
  attempt: Attempt,
  signal: AbortSignal,
): Promise<KeycloakAnswer> {
  try {
    return await sendRequest(request, signal);
  } catch (error) {
    throw error instanceof TransportError ? explainFailure(attempt, error) : error;
  }
}

function attemptOf({ method, what }: AdminRequest): Attempt {
  return { isRead: method === 'GET', what };
}

function keycloakRequest(
  settings: KeycloakSettings,
  { method, path, query = {}, body }: AdminRequest,
  token: string,
): KeycloakRequest {
  const base = settings.url.pathname.replace(/\/$/, '');
  const escaped = path.map((part) => `/${encodeURIComponent(part)}`).join('');
  const url = new URL(`${base}/admin/realms${escaped}`, settings.url);
  url.search = new URLSearchParams(query).toString();
  const headers = { authorization: `Bearer ${token}`, accept: 'application/json' };
  if (body === undefined) return { method, url, headers };
  const contentType = { 'content-type': 'application/json' };
  return { method, url, headers: { ...headers, ...contentType }, body: JSON.stringify(body) };
}
