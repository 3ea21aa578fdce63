import { findUserId } from './find-user-id.ts';
import type { Session } from './open-session.ts';
import type { RealmGap } from './realm-gaps.ts';
import { clientRepresentation, userRepresentation } from './realm-representation.ts';
import { realmsError } from './realms-error.ts';

/** Adds one part that a realm lacks; what was added meanwhile → `realms_conflict` of class `observe`. */
export async function fillGap(session: Session, realm: string, gap: RealmGap): Promise<void> {
  switch (gap.kind) {
    case 'role':
      return await add(session, [realm, 'roles'], { name: gap.role });
    case 'client':
      return await add(session, [realm, 'clients'], clientRepresentation(gap.client));
    case 'user':
      return await add(session, [realm, 'users'], userRepresentation(gap.user));
    case 'user-role':
      return await giveRole(session, realm, gap);
    default:
      return gap satisfies never;
  }
}

async function add(session: Session, path: readonly string[], body: object): Promise<void> {
  const what = `add one of the ${path[1]} to realm "${path[0]}"`;
  await session.send({ method: 'POST', path, body, what });
}

async function giveRole(
  session: Session,
  realm: string,
  { user, role }: Extract<RealmGap, { kind: 'user-role' }>,
): Promise<void> {
  const what = `give role "${role}" to a user of realm "${realm}"`;
  const id = await findUserId(session, realm, user.username);
  if (id === undefined) {
    throw realmsError('conflict', 'terminal', `Cannot ${what}: there is no such user`);
  }
  const { json } = await session.send({ method: 'GET', path: [realm, 'roles', role], what });
  const path = [realm, 'users', id, 'role-mappings', 'realm'];
  await session.send({ method: 'POST', path, body: [json], what });
}
