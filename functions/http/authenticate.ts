import { createHash, timingSafeEqual } from 'node:crypto';
import type { Store } from '../../shared/ports/store.ts';
import { TenantryError } from '../../shared/tenant/errors.ts';
import type { Principal } from '../../shared/tenant/principal.ts';

/** Tells who calls, from the `X-API-Key` header. Rejects with `unauthenticated`. */
export type Authenticate = (apiKey: string | undefined) => Promise<Principal>;

/** The caller while `AUTH` is off: everyone may do everything, on loopback only. */
export const anonymous: Principal = {
  id: 'anonymous',
  organization_id: 'default',
  role: 'admin',
  is_global: true,
};

const keyLengthMax = 256;

/** Looks API keys up by their hash; keys themselves are stored nowhere. */
export function createKeyAuthentication(store: Pick<Store, 'get'>): Authenticate {
  return async (apiKey) => {
    if (apiKey === undefined || apiKey === '' || apiKey.length > keyLengthMax) throw refused();
    const hash = hashOfKey(apiKey);
    const record = await store.get('api_keys', hash);
    if (record === undefined || !isSameHash(record.hash, hash)) throw refused();
    const { id, organization_id, role, is_global } = record;
    return { id, organization_id, role, is_global };
  };
}

/** The id under which a key is stored: SHA-256 in hex. */
export function hashOfKey(apiKey: string): string {
  return createHash('sha256').update(apiKey).digest('hex');
}

function isSameHash(stored: string, given: string): boolean {
  return stored.length === given.length && timingSafeEqual(Buffer.from(stored), Buffer.from(given));
}

/** One text for a missing, malformed and unknown key, so that nothing can be told apart. */
function refused(): TenantryError {
  return new TenantryError('unauthenticated', 'Cannot tell who calls: send a valid X-API-Key');
}
