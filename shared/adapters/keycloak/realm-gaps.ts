import type { OwnedRealm } from '../../ports/realms.ts';
import type { RealmClient, RealmUser } from '../../tenant/realm-definition.ts';
import { isNotFound } from './explain-failure.ts';
import { findUserId } from './find-user-id.ts';
import { memberOf } from './member-of.ts';
import type { Session } from './open-session.ts';

/** What a realm lacks of its definition. */
export type RealmGap =
  | { readonly kind: 'role'; readonly role: string }
  | { readonly kind: 'client'; readonly client: RealmClient }
  | { readonly kind: 'user'; readonly user: RealmUser }
  | { readonly kind: 'user-role'; readonly user: RealmUser; readonly role: string };

/** Compares a realm that is there with its definition, part by part, in the order in which they can be added. */
export async function realmGaps(
  session: Session,
  wanted: OwnedRealm,
): Promise<readonly RealmGap[]> {
  const { realm, roles, clients, users } = wanted;
  const gaps = await Promise.all([
    ...roles.map(async (role) => await roleGaps(session, realm, role)),
    ...clients.map(async (client) => await clientGaps(session, realm, client)),
    ...users.map(async (user) => await userGaps(session, realm, user)),
  ]);
  return gaps.flat();
}

/** The gap for people: `role admin of user ada`. */
export function describeGap(gap: RealmGap): string {
  switch (gap.kind) {
    case 'role':
      return `role ${gap.role}`;
    case 'client':
      return `client ${gap.client.clientId}`;
    case 'user':
      return `user ${gap.user.username}`;
    case 'user-role':
      return `role ${gap.role} of user ${gap.user.username}`;
    default:
      return gap satisfies never;
  }
}

async function roleGaps(session: Session, realm: string, role: string): Promise<RealmGap[]> {
  const path = [realm, 'roles', role];
  const what = `look for role "${role}" in realm "${realm}"`;
  const { status } = await session.send({ method: 'GET', path, what }, isNotFound);
  return status === 404 ? [{ kind: 'role', role }] : [];
}

async function clientGaps(
  session: Session,
  realm: string,
  client: RealmClient,
): Promise<RealmGap[]> {
  const { clientId } = client;
  const { json } = await session.send({
    method: 'GET',
    path: [realm, 'clients'],
    query: { clientId },
    what: `look for client "${clientId}" in realm "${realm}"`,
  });
  return namesIn(json, 'clientId').includes(clientId) ? [] : [{ kind: 'client', client }];
}

async function userGaps(session: Session, realm: string, user: RealmUser): Promise<RealmGap[]> {
  const id = await findUserId(session, realm, user.username);
  const missing = user.roles.map((role) => ({ kind: 'user-role', user, role }) as const);
  if (id === undefined) return [{ kind: 'user', user }, ...missing];
  const { json } = await session.send({
    method: 'GET',
    path: [realm, 'users', id, 'role-mappings', 'realm'],
    what: `look at the roles of a user of realm "${realm}"`,
  });
  const held = namesIn(json, 'name');
  return missing.filter(({ role }) => !held.includes(role));
}

function namesIn(json: unknown, member: string): readonly unknown[] {
  return Array.isArray(json) ? json.map((item) => memberOf(item, member)) : [];
}
