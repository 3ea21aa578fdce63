import { memberOf } from './member-of.ts';
import type { Session } from './open-session.ts';

/** Keycloak's id of the user of exactly this name; undefined when there is none. */
export async function findUserId(
  session: Session,
  realm: string,
  username: string,
): Promise<string | undefined> {
  const { json } = await session.send({
    method: 'GET',
    path: [realm, 'users'],
    query: { username, exact: 'true', briefRepresentation: 'true' },
    what: `look for a user in realm "${realm}"`,
  });
  const id = memberOf(Array.isArray(json) ? json[0] : undefined, 'id');
  return typeof id === 'string' ? id : undefined;
}
