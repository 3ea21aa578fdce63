import {
  addClient,
  addRole,
  addUser,
  type FakeRealm,
  FakeRefusal,
  type FakeUser,
  type Json,
  newRealm,
  setPassword,
} from './fake-realm.ts';

/** A request to the admin API: who asks, and which realms the token lets it see. */
export interface AdminCall {
  readonly method: string;
  /** Below `/admin/realms`, unescaped. */
  readonly path: readonly string[];
  readonly query: URLSearchParams;
  readonly body: Json | readonly Json[] | undefined;
  readonly canSee: (realm: string) => boolean;
  /** What was created is seen by tokens that are given from now on. */
  readonly onCreated: (realm: string) => void;
}

export interface AdminAnswer {
  readonly status: number;
  readonly body?: unknown;
}

const ok = (body: unknown): AdminAnswer => ({ status: 200, body });
const noContent: AdminAnswer = { status: 204 };
const created: AdminAnswer = { status: 201 };

/** Answers as Keycloak 26.4 does; what it does not know is refused. */
export function answerAdminCall(realms: Map<string, FakeRealm>, call: AdminCall): AdminAnswer {
  const [name, kind, ...rest] = call.path;
  if (name === undefined) return createRealm(realms, call);
  const realm = realms.get(name);
  if (realm === undefined) throw notFound('Realm not found.');
  if (kind === undefined) return answerRealm(realms, { ...call, name, realm });
  if (!call.canSee(name)) throw new FakeRefusal(403, { error: 'HTTP 403 Forbidden' });
  switch (kind) {
    case 'roles':
      return answerRoles(realm, call, rest);
    case 'clients':
      return answerClients(realm, call, rest);
    case 'users':
      return answerUsers(realm, call, rest);
    default:
      throw unsupported(call);
  }
}

function createRealm(realms: Map<string, FakeRealm>, { method, body, onCreated }: AdminCall) {
  if (method !== 'POST') throw new FakeRefusal(405, {});
  const realm = newRealm(objectOf(body));
  const name = String(realm.representation['realm']);
  if (realms.has(name)) {
    throw new FakeRefusal(409, { errorMessage: `Realm ${name} already exists` });
  }
  realms.set(name, realm);
  onCreated(name);
  return created;
}

interface RealmCall extends AdminCall {
  readonly name: string;
  readonly realm: FakeRealm;
}

function answerRealm(realms: Map<string, FakeRealm>, call: RealmCall): AdminAnswer {
  const { method, name, realm, canSee } = call;
  const { displayName } = realm.representation;
  if (method === 'GET')
    return ok(canSee(name) ? realm.representation : { realm: name, displayName });
  if (method !== 'DELETE') throw unsupported(call);
  if (!canSee(name)) throw new FakeRefusal(403, { error: 'HTTP 403 Forbidden' });
  realms.delete(name);
  return noContent;
}

function answerRoles(realm: FakeRealm, call: AdminCall, [name]: readonly string[]): AdminAnswer {
  if (name === undefined && call.method === 'POST') {
    addRole(realm, objectOf(call.body));
    return created;
  }
  const role = realm.roles.get(name ?? '');
  if (role === undefined) throw notFound('Could not find role');
  if (call.method === 'GET') return ok(role);
  if (call.method !== 'DELETE') throw unsupported(call);
  realm.roles.delete(name ?? '');
  for (const { roles } of realm.users.values()) roles.delete(name ?? '');
  return noContent;
}

function answerClients(realm: FakeRealm, call: AdminCall, [id]: readonly string[]): AdminAnswer {
  if (id === undefined && call.method === 'POST') {
    addClient(realm, objectOf(call.body));
    return created;
  }
  if (id === undefined && call.method === 'GET') {
    const clientId = call.query.get('clientId');
    return ok([...realm.clients.values()].filter((client) => client['clientId'] === clientId));
  }
  if (call.method !== 'DELETE' || !realm.clients.delete(id ?? '')) throw unsupported(call);
  return noContent;
}

function answerUsers(realm: FakeRealm, call: AdminCall, path: readonly string[]): AdminAnswer {
  const [id, ...rest] = path;
  if (id === undefined && call.method === 'POST') {
    addUser(realm, objectOf(call.body), [`default-roles-${realm.representation['realm']}`]);
    return created;
  }
  if (id === undefined) {
    if (call.query.get('exact') !== 'true') throw unsupported(call);
    const username = call.query.get('username')?.toLowerCase();
    return ok([...realm.users.values()].filter((user) => user.username === username).map(shown));
  }
  const user = realm.users.get(id);
  if (user === undefined) throw notFound('User not found');
  return answerUser(realm, user, { ...call, path: rest });
}

function answerUser(realm: FakeRealm, user: FakeUser, call: AdminCall): AdminAnswer {
  switch (`${call.method} ${call.path.join('/')}`) {
    case 'GET ':
      return ok(shown(user));
    case 'DELETE ':
      realm.users.delete(user.id);
      return noContent;
    case 'GET credentials':
      return ok(user.credentials);
    case 'PUT reset-password':
      setPassword(user, objectOf(call.body));
      return noContent;
    case 'GET role-mappings/realm':
      return ok([...user.roles].map((name) => realm.roles.get(name)));
    case 'POST role-mappings/realm':
      giveRoles(realm, user, call);
      return noContent;
    default:
      throw unsupported(call);
  }
}

function giveRoles(realm: FakeRealm, user: FakeUser, { body }: AdminCall): void {
  if (!Array.isArray(body)) throw new FakeRefusal(400, {});
  for (const { id, name } of body) {
    if (realm.roles.get(name)?.['id'] !== id) throw notFound('Could not find role');
    user.roles.add(name);
  }
}

function shown({ roles: _, credentials: __, ...user }: FakeUser): Json {
  return { ...user, enabled: true };
}

function objectOf(body: AdminCall['body']): Json {
  if (body === undefined || Array.isArray(body)) throw new FakeRefusal(400, {});
  return body as Json;
}

function notFound(error: string): FakeRefusal {
  return new FakeRefusal(404, { error });
}

function unsupported({ method, path }: AdminCall): FakeRefusal {
  return new FakeRefusal(404, { error: `The fake has no ${method} ${path.join('/')}` });
}
