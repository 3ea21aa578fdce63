import { randomUUID } from 'node:crypto';

/** JSON as it comes. */
export type Json = Readonly<Record<string, unknown>>;

export interface FakeUser {
  readonly id: string;
  readonly username: string;
  readonly email: unknown;
  readonly roles: Set<string>;
  credentials: readonly Json[];
  requiredActions: readonly string[];
}

/** A realm that the fake holds. */
export interface FakeRealm {
  readonly representation: Json;
  readonly clients: Map<string, Json>;
  readonly roles: Map<string, Json>;
  readonly users: Map<string, FakeUser>;
}

/** Why the fake refuses, as Keycloak 26.4 would. */
export class FakeRefusal extends Error {
  readonly status: number;
  readonly body: Json;

  constructor(status: number, body: Json) {
    super(`${status}`);
    this.status = status;
    this.body = body;
  }
}

const realmFields = new Set([
  ...['realm', 'displayName', 'enabled', 'attributes', 'sslRequired', 'bruteForceProtected'],
  ...['registrationAllowed', 'resetPasswordAllowed', 'rememberMe', 'editUsernameAllowed'],
  ...['loginWithEmailAllowed', 'duplicateEmailsAllowed', 'passwordPolicy'],
  ...['roles', 'clients', 'users'],
]);
const clientFields = new Set([
  ...['clientId', 'redirectUris', 'webOrigins', 'protocol', 'enabled', 'publicClient'],
  ...['standardFlowEnabled', 'serviceAccountsEnabled', 'implicitFlowEnabled'],
  ...['directAccessGrantsEnabled', 'attributes'],
]);
const userFields = new Set(['username', 'enabled', 'email', 'realmRoles']);

/** A realm from its representation; whole or not at all. */
export function newRealm(body: Json): FakeRealm {
  assertFields(body, realmFields);
  const name = body['realm'];
  if (typeof name !== 'string' || /[/;?#]/.test(name)) {
    throw new FakeRefusal(400, { error: 'Character not allowed.' });
  }
  const realm: FakeRealm = {
    representation: { bruteForceProtected: false, enabled: false, attributes: {}, ...body },
    clients: new Map(),
    roles: new Map(),
    users: new Map(),
  };
  addRole(realm, { name: `default-roles-${name}` });
  const { realm: roles = [] } = (body['roles'] ?? {}) as { realm?: readonly Json[] };
  for (const role of roles) addRole(realm, role);
  for (const client of listOf(body['clients'])) addClient(realm, client);
  for (const user of listOf(body['users'])) {
    addUser(realm, user, (user['realmRoles'] ?? []) as readonly string[]);
  }
  return realm;
}

export function addRole({ roles }: FakeRealm, body: Json): void {
  assertFields(body, new Set(['name']));
  const name = String(body['name']);
  if (roles.has(name)) {
    throw new FakeRefusal(409, { errorMessage: `Role with name ${name} already exists` });
  }
  roles.set(name, { id: randomUUID(), name });
}

export function addClient({ clients }: FakeRealm, body: Json): void {
  assertFields(body, clientFields);
  const { clientId, publicClient } = body;
  if ([...clients.values()].some((client) => client['clientId'] === clientId)) {
    throw new FakeRefusal(409, { errorMessage: `Client ${clientId} already exists` });
  }
  const id = randomUUID();
  const secret = publicClient === false ? { secret: randomUUID() } : {};
  clients.set(id, { id, ...body, ...secret });
}

/** Users who come with a realm get exactly the roles that are named; others the default ones. */
export function addUser(realm: FakeRealm, body: Json, roles: readonly string[]): void {
  assertFields(body, userFields);
  const username = String(body['username']).toLowerCase();
  const users = [...realm.users.values()];
  if (users.some((user) => user.username === username)) {
    throw new FakeRefusal(409, { errorMessage: 'User exists with same username' });
  }
  const unknown = roles.find((role) => !realm.roles.has(role));
  if (unknown !== undefined) throw new FakeRefusal(400, { errorMessage: `No role ${unknown}` });
  const id = randomUUID();
  const email = typeof body['email'] === 'string' ? body['email'].toLowerCase() : undefined;
  const held = new Set(roles);
  realm.users.set(id, {
    ...{ id, username, email, roles: held, credentials: [], requiredActions: [] },
  });
}

/** `PUT …/reset-password`. */
export function setPassword(user: FakeUser, body: Json): void {
  assertFields(body, new Set(['type', 'value', 'temporary']));
  const { type, value, temporary } = body;
  if (type !== 'password' || typeof value !== 'string' || value.length < 12) {
    throw new FakeRefusal(400, { error: 'invalidPasswordMinLengthMessage' });
  }
  user.credentials = [{ id: randomUUID(), type: 'password', createdDate: Date.now() }];
  user.requiredActions = temporary === true ? ['UPDATE_PASSWORD'] : [];
}

function listOf(value: unknown): readonly Json[] {
  return Array.isArray(value) ? value : [];
}

// Keycloak refuses a representation with a field that it does not know.
function assertFields(body: Json, known: ReadonlySet<string>): void {
  const unknown = Object.keys(body).filter((name) => !known.has(name));
  if (unknown.length > 0) {
    throw new FakeRefusal(400, { errorMessage: 'unable to read contents from stream' });
  }
}
