import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { KeycloakClient, KeycloakUnderTest } from '../keycloak-admin.ts';
import { type Arrived, json, startScriptedServer } from '../scripted-server.ts';
import { answerAdminCall } from './fake-admin-api.ts';
import { type FakeRealm, FakeRefusal } from './fake-realm.ts';

/** What happens to a request instead of its answer. */
export type KeycloakFault =
  | { readonly kind: 'status'; readonly status: number; readonly retryAfter?: string }
  /** Never answered; the request had its effect or not. */
  | { readonly kind: 'hang'; readonly isDone: boolean }
  /** The connection breaks; the request had its effect or not. */
  | { readonly kind: 'cut'; readonly isDone: boolean }
  /** The answer breaks off in its middle. */
  | { readonly kind: 'truncate' };

/** A Keycloak of this process: a real HTTP server with the part of the admin API that realms need. */
export interface FakeKeycloak extends KeycloakUnderTest {
  readonly realms: Map<string, FakeRealm>;
  /** Every request so far, as `POST /admin/realms`. */
  readonly calls: readonly string[];
  /** Every password that was set, in order. */
  readonly passwordsSet: readonly string[];
  /** Gives request number `at`, counted from now, this fault. */
  inject(at: number, fault: KeycloakFault): void;
  /** Every token given so far is refused from now on. */
  revokeTokens(): void;
  readonly close: () => Promise<void>;
}

interface Token {
  readonly client: KeycloakClient;
  /** Realms that the client had made when the token was given. */
  readonly realms: ReadonlySet<string>;
}

interface State {
  readonly realms: Map<string, FakeRealm>;
  readonly made: Set<string>;
  readonly tokens: Map<string, Token>;
  readonly calls: string[];
  readonly passwordsSet: string[];
  readonly faults: Map<number, KeycloakFault>;
}

const root: KeycloakClient = { clientId: 'root', clientSecret: 'secret-of-root' };
const tenantry: KeycloakClient = { clientId: 'tenantry', clientSecret: 'secret-of-the-client' };

/** Starts one with nothing in it, on a free port of the loopback. */
export async function startFakeKeycloak(): Promise<FakeKeycloak> {
  const state: State = {
    ...{ realms: new Map(), made: new Set(), tokens: new Map(), calls: [], faults: new Map() },
    passwordsSet: [],
  };
  const server = await startScriptedServer((arrived, response) => {
    const fault = state.faults.get(state.calls.length);
    state.calls.push(`${arrived.method} ${arrived.url.pathname}`);
    respond(state, { arrived, response, fault });
  });
  const { server: address } = server.kubeConfig().clusters[0] ?? { server: '' };
  return {
    ...{ url: new URL(address), root, tenantry, realms: state.realms, calls: state.calls },
    passwordsSet: state.passwordsSet,
    inject: (at, fault) => state.faults.set(state.calls.length + at, fault),
    revokeTokens: () => state.tokens.clear(),
    close: server.close,
  };
}

interface Exchange {
  readonly arrived: Arrived;
  readonly response: ServerResponse;
  readonly fault: KeycloakFault | undefined;
}

function respond(state: State, exchange: Exchange): void {
  const { response, fault } = exchange;
  if (fault === undefined) {
    send(response, answer(state, exchange.arrived));
    return;
  }
  if (fault.kind === 'status') {
    const { status, retryAfter } = fault;
    const headers = retryAfter === undefined ? {} : { 'retry-after': retryAfter };
    response.writeHead(status, headers).end('<html>echo of what was sent</html>');
    return;
  }
  if (fault.kind === 'truncate' || fault.isDone) answer(state, exchange.arrived);
  if (fault.kind === 'cut') response.destroy();
  if (fault.kind === 'truncate') {
    response.writeHead(200, { 'content-length': '1000' }).write('{');
    setTimeout(() => response.destroy(), 5);
  }
}

function send(response: ServerResponse, { status, body }: Answer): void {
  if (body === undefined) response.writeHead(status).end();
  else json(response, status, body);
}

interface Answer {
  readonly status: number;
  readonly body?: unknown;
}

function answer(state: State, arrived: Arrived): Answer {
  try {
    return arrived.url.pathname.startsWith('/admin/realms')
      ? answerAdmin(state, arrived)
      : giveToken(state, arrived);
  } catch (error) {
    if (error instanceof FakeRefusal) return { status: error.status, body: error.body };
    throw error;
  }
}

function answerAdmin(state: State, { method, url, headers, body }: Arrived) {
  const token = state.tokens.get(headers.authorization?.replace(/^Bearer /, '') ?? '');
  if (token === undefined) throw new FakeRefusal(401, { error: 'HTTP 401 Unauthorized' });
  if (body !== '' && headers['content-type'] !== 'application/json') {
    throw new FakeRefusal(415, {});
  }
  const isRoot = token.client === root;
  const answered = answerAdminCall(state.realms, {
    method,
    path: url.pathname.split('/').slice(3).map(decodeURIComponent),
    query: url.searchParams,
    body: body === '' ? undefined : JSON.parse(body),
    canSee: (realm) => isRoot || token.realms.has(realm),
    onCreated: (realm) => void (isRoot ? state.made.delete(realm) : state.made.add(realm)),
  });
  if (url.pathname.endsWith('/reset-password')) state.passwordsSet.push(JSON.parse(body).value);
  return answered;
}

function giveToken(state: State, { method, url, headers, body }: Arrived) {
  if (method !== 'POST' || url.pathname !== '/realms/master/protocol/openid-connect/token') {
    throw new FakeRefusal(404, { error: 'HTTP 404 Not Found' });
  }
  if (!headers['content-type']?.startsWith('application/x-www-form-urlencoded')) {
    throw new FakeRefusal(415, {});
  }
  const form = new URLSearchParams(body);
  const client = [root, tenantry].find(({ clientId }) => clientId === form.get('client_id'));
  const isRight = client !== undefined && client.clientSecret === form.get('client_secret');
  if (!isRight || form.get('grant_type') !== 'client_credentials') {
    throw new FakeRefusal(401, { error: 'unauthorized_client' });
  }
  const access_token = randomUUID();
  state.tokens.set(access_token, { client, realms: new Set(state.made) });
  return { status: 200, body: { access_token, expires_in: 60, token_type: 'Bearer' } };
}
