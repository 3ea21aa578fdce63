import type { FirstPassword } from '../../ports/realms.ts';
import { findUserId } from './find-user-id.ts';
import { memberOf } from './member-of.ts';
import type { Session } from './open-session.ts';
import { isRealmThere } from './read-realm.ts';
import { realmsError } from './realms-error.ts';

/** Sets the password of a user who has none; nobody else could have set one meanwhile, for want of a password. */
export async function setFirstPassword(session: Session, first: FirstPassword): Promise<void> {
  const { realm, tenantId, username, password } = first;
  const what = `set the first password of a user of realm "${realm}"`;
  const id = (await isRealmThere(session, realm, tenantId))
    ? await findUserId(session, realm, username)
    : undefined;
  if (id === undefined) {
    throw realmsError('conflict', 'terminal', `Cannot ${what}: there is no such user`);
  }
  const path = [realm, 'users', id];
  const { json } = await session.send({ method: 'GET', path: [...path, 'credentials'], what });
  if (hasPassword(json)) return;
  await session.send({
    method: 'PUT',
    path: [...path, 'reset-password'],
    body: { type: 'password', value: password, temporary: true },
    what,
  });
}

function hasPassword(credentials: unknown): boolean {
  return (
    !Array.isArray(credentials) || credentials.some((each) => memberOf(each, 'type') === 'password')
  );
}
