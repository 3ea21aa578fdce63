import type { RealmDefinition } from '../../shared/tenant/realm-definition.ts';

/** Who signs in as a program. */
export interface KeycloakClient {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** A Keycloak for tests, real or not. */
export interface KeycloakUnderTest {
  readonly url: URL;
  /** May do everything. */
  readonly root: KeycloakClient;
  /** May create realms, and has every right on those alone. */
  readonly tenantry: KeycloakClient;
}

// biome-ignore lint/suspicious/noExplicitAny: tests read what Keycloak answers as it comes.
type Answered = any;

/** Calls the admin API past the adapter: what an administrator sees and does. */
export interface KeycloakAdmin {
  call(method: string, path: string, body?: unknown): Promise<{ status: number; json: Answered }>;
}

/** Acts as this client, with a new token for every call. */
export function keycloakAdmin(url: URL, client: KeycloakClient): KeycloakAdmin {
  return {
    call: async (method, path, body) => {
      const token = await tokenOf(url, client);
      const response = await fetch(new URL(`/admin/realms${path}`, url), {
        method,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      return { status: response.status, json: text === '' ? undefined : JSON.parse(text) };
    },
  };
}

async function tokenOf(url: URL, { clientId, clientSecret }: KeycloakClient): Promise<string> {
  const response = await fetch(new URL('/realms/master/protocol/openid-connect/token', url), {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: clientSecret,
    }),
  });
  const { access_token } = (await response.json()) as { access_token: string };
  return access_token;
}

/** What of a realm must be the same however it came about: ids, times and secrets left out. */
export interface RealmView {
  readonly tenantId: unknown;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly clients: readonly unknown[];
  readonly users: readonly unknown[];
}

const shownSettings = [
  'displayName',
  'enabled',
  'sslRequired',
  'bruteForceProtected',
  'registrationAllowed',
  'resetPasswordAllowed',
  'rememberMe',
  'editUsernameAllowed',
  'duplicateEmailsAllowed',
  'passwordPolicy',
];

/** The realm as it is, with those parts that the definition names; undefined when there is none. */
export async function viewRealm(
  admin: KeycloakAdmin,
  { realm, clients, users }: Pick<RealmDefinition, 'realm' | 'clients' | 'users'>,
): Promise<RealmView | undefined> {
  const { status, json } = await admin.call('GET', `/${realm}`);
  if (status === 404) return undefined;
  return {
    tenantId: json.attributes['tenantry.dev/tenant'],
    settings: Object.fromEntries(shownSettings.map((name) => [name, json[name]])),
    clients: await Promise.all(clients.map(({ clientId }) => viewClient(admin, realm, clientId))),
    users: await Promise.all(users.map(({ username }) => viewUser(admin, realm, username))),
  };
}

async function viewClient(admin: KeycloakAdmin, realm: string, clientId: string) {
  const { json } = await admin.call('GET', `/${realm}/clients?clientId=${clientId}`);
  return json.map((client: Answered) => ({
    clientId,
    publicClient: client.publicClient,
    standardFlowEnabled: client.standardFlowEnabled,
    implicitFlowEnabled: client.implicitFlowEnabled,
    directAccessGrantsEnabled: client.directAccessGrantsEnabled,
    serviceAccountsEnabled: client.serviceAccountsEnabled,
    redirectUris: client.redirectUris,
    webOrigins: client.webOrigins,
    pkce: client.attributes['pkce.code.challenge.method'],
    hasSecret: typeof client.secret === 'string' && client.secret.length >= 32,
  }));
}

/** Keycloak's id of a user. */
export async function userIdOf(
  admin: KeycloakAdmin,
  realm: string,
  username: string,
): Promise<string> {
  const query = `username=${encodeURIComponent(username)}&exact=true`;
  const { json } = await admin.call('GET', `/${realm}/users?${query}`);
  return json[0]?.id;
}

async function viewUser(admin: KeycloakAdmin, realm: string, username: string) {
  const id = await userIdOf(admin, realm, username);
  if (id === undefined) return undefined;
  const { json: user } = await admin.call('GET', `/${realm}/users/${id}`);
  const { json: roles } = await admin.call('GET', `/${realm}/users/${id}/role-mappings/realm`);
  const { json: credentials } = await admin.call('GET', `/${realm}/users/${id}/credentials`);
  return {
    username: user.username,
    email: user.email,
    enabled: user.enabled,
    requiredActions: user.requiredActions,
    roles: roles.map(({ name }: Answered) => name).toSorted(),
    credentials: credentials.map(({ type }: Answered) => type),
  };
}
