import { isNotFound } from './explain-failure.ts';
import { memberOf } from './member-of.ts';
import type { Session } from './open-session.ts';
import { tenantAttribute } from './realm-representation.ts';
import { realmsError } from './realms-error.ts';

/** Whose a realm is. */
export type RealmOwner =
  /** By a positive 404. */
  | { readonly kind: 'absent' }
  /** There is one and we may not look at it. */
  | { readonly kind: 'hidden' }
  /** Undefined: no tenant made it. */
  | { readonly kind: 'seen'; readonly tenantId: string | undefined };

/** Looks at a realm, with the rights of this moment. */
export async function readRealm(session: Session, realm: string): Promise<RealmOwner> {
  const what = `look at realm "${realm}"`;
  const read = async () => await session.send({ method: 'GET', path: [realm], what }, isNotFound);
  const first = await read();
  // Without the right to view a realm its name is shown, and nothing more.
  const isHidden = first.status === 200 && memberOf(first.json, 'attributes') === undefined;
  const answer = isHidden && (await session.renew()) ? await read() : first;
  if (answer.status === 404) return { kind: 'absent' };
  const attributes = memberOf(answer.json, 'attributes');
  if (attributes === undefined) return { kind: 'hidden' };
  const tenantId = memberOf(attributes, tenantAttribute);
  return { kind: 'seen', tenantId: typeof tenantId === 'string' ? tenantId : undefined };
}

/** Whether the tenant's realm is there. One that is not the tenant's → `realms_conflict` of class `terminal`. */
export async function isRealmThere(
  session: Session,
  realm: string,
  tenantId: string,
): Promise<boolean> {
  const owner = await readRealm(session, realm);
  if (owner.kind === 'absent') return false;
  if (owner.kind === 'seen' && owner.tenantId === tenantId) return true;
  const why =
    owner.kind === 'hidden'
      ? 'it exists and Tenantry has no right to look at it'
      : 'it exists and does not belong to this tenant';
  throw realmsError('conflict', 'terminal', `Cannot use realm "${realm}": ${why}`);
}
