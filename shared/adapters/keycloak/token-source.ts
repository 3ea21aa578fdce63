import { type Attempt, explainAnswer, explainFailure } from './explain-failure.ts';
import type { KeycloakSettings } from './keycloak-settings.ts';
import { memberOf } from './member-of.ts';
import { type KeycloakAnswer, sendRequest } from './send-request.ts';
import { TransportError } from './transport-error.ts';

/** Tokens of the client as which Tenantry acts. */
export interface TokenSource {
  /** The kept token while it is good for at least one more call, else a new one. */
  current(signal: AbortSignal): Promise<string>;
  /** A new one: the kept token was refused, or is from before a right was given. */
  renewed(signal: AbortSignal): Promise<string>;
  /** Lets go of the kept one. */
  forget(): void;
}

// Asking is no write: a lost answer costs nothing but a token that nobody uses.
const attempt: Attempt = { isRead: true, what: "get a token for Keycloak's admin API" };

/** Gets tokens by client credentials (RFC 6749, 4.4) and keeps the last one until shortly before its end. */
export function createTokenSource(settings: KeycloakSettings): TokenSource {
  const { callTimeoutMs, nowMs } = settings;
  let kept: { readonly token: string; readonly endsAtMs: number } | undefined;
  const renewed = async (signal: AbortSignal) => {
    const askedAtMs = nowMs();
    const { token, lifeMs } = tokenOf(await ask(settings, signal));
    kept = { token, endsAtMs: askedAtMs + lifeMs };
    return token;
  };
  return {
    renewed,
    current: async (signal) =>
      // A call that begins now must end before the token does.
      kept !== undefined && kept.endsAtMs - nowMs() > callTimeoutMs
        ? kept.token
        : await renewed(signal),
    forget: () => {
      kept = undefined;
    },
  };
}

async function ask(settings: KeycloakSettings, signal: AbortSignal): Promise<KeycloakAnswer> {
  const { url, realm, clientId, clientSecret } = settings;
  const path = `${url.pathname.replace(/\/$/, '')}/realms/${encodeURIComponent(realm)}`;
  try {
    return await sendRequest(
      {
        method: 'POST',
        url: new URL(`${path}/protocol/openid-connect/token`, url),
        body: new URLSearchParams({
          grant_type: 'client_credentials',
          client_id: clientId,
          client_secret: clientSecret,
        }),
      },
      signal,
    );
  } catch (error) {
    throw error instanceof TransportError ? explainFailure(attempt, error) : error;
  }
}

function tokenOf(answer: KeycloakAnswer): { readonly token: string; readonly lifeMs: number } {
  // RFC 6749, 5.2: bad credentials may be told with 400 as well.
  const status = answer.status === 400 ? 401 : answer.status;
  const token = memberOf(answer.json, 'access_token');
  const seconds = memberOf(answer.json, 'expires_in');
  if (status !== 200) throw explainAnswer(attempt, { ...answer, status });
  if (typeof token !== 'string' || typeof seconds !== 'number') {
    // Something else than Keycloak answers there.
    throw explainAnswer(attempt, { ...answer, status: 404 });
  }
  return { token, lifeMs: seconds * 1_000 };
}
