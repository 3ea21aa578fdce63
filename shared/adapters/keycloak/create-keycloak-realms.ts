import type { Realms } from '../../ports/realms.ts';
import { isNotFound } from './explain-failure.ts';
import { fillGap } from './fill-gap.ts';
import type { KeycloakSettings } from './keycloak-settings.ts';
import { openSession, type Session } from './open-session.ts';
import { isRealmThere, readRealm } from './read-realm.ts';
import { describeGap, realmGaps } from './realm-gaps.ts';
import { realmRepresentation } from './realm-representation.ts';
import { realmsError } from './realms-error.ts';
import { setFirstPassword } from './set-first-password.ts';
import { createTokenSource } from './token-source.ts';

/** The realms of a Keycloak 26, through its admin API. Connects when it is first asked. */
export function createKeycloakRealms(settings: KeycloakSettings): Realms {
  const tokens = createTokenSource(settings);
  const begin = (realm: string): Session => {
    assertRealmName(realm, settings);
    return openSession(settings, tokens);
  };
  return {
    find: async (wanted) => {
      const session = begin(wanted.realm);
      if (!(await isRealmThere(session, wanted.realm, wanted.tenantId))) return undefined;
      return { missing: (await realmGaps(session, wanted)).map(describeGap) };
    },
    create: async (wanted) => {
      const what = `create realm "${wanted.realm}"`;
      const body = realmRepresentation(wanted);
      try {
        await begin(wanted.realm).send({ method: 'POST', path: [], body, what });
      } finally {
        // The rights on the new realm are in tokens from now on only.
        tokens.forget();
      }
    },
    complete: async (wanted) => {
      const session = begin(wanted.realm);
      if (!(await isRealmThere(session, wanted.realm, wanted.tenantId))) {
        const message = `Cannot complete realm "${wanted.realm}": it has gone meanwhile`;
        throw realmsError('conflict', 'observe', message);
      }
      for (const gap of await realmGaps(session, wanted)) await fillGap(session, wanted.realm, gap);
    },
    setFirstPassword: async (first) => await setFirstPassword(begin(first.realm), first),
    remove: async (realm, tenantId) => await removeRealm(begin(realm), realm, tenantId),
  };
}

async function removeRealm(session: Session, realm: string, tenantId: string): Promise<void> {
  const owner = await readRealm(session, realm);
  // A right that was taken from us never means that nothing is left.
  if (owner.kind === 'hidden') {
    const message = `Cannot remove realm "${realm}": Tenantry has no right to look at it`;
    throw realmsError('forbidden', 'retry', message);
  }
  if (owner.kind === 'absent' || owner.tenantId !== tenantId) return;
  const what = `remove realm "${realm}"`;
  await session.send({ method: 'DELETE', path: [realm], what }, isNotFound);
}

/** Names go into paths: an empty one or ".." would name something else than a realm. */
const realmName = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/;
const realmNameLengthMax = 253;

function assertRealmName(realm: string, settings: KeycloakSettings): void {
  const isName = realm.length <= realmNameLengthMax && realmName.test(realm);
  if (isName && realm !== settings.realm) return;
  const why = isName ? 'it is the administration realm' : 'it is not a DNS name in lower case';
  throw realmsError('refused', 'terminal', `Cannot use realm "${realm}": ${why}`);
}
