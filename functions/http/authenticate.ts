import { createHash, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../shared/ports/clock.ts';
import type { Store } from '../../shared/ports/store.ts';
import { TenantryError } from '../../shared/tenant/errors.ts';
import type { Principal } from '../../shared/tenant/principal.ts';
import type { ApiKey } from '../../shared/tenant/records.ts';

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

/** How long a key that was found is taken without another look: a revoked one is refused after that. */
export const keptKeyMs = 10_000;

/** Most keys that one instance keeps; the one that was looked up first makes room. */
export const keptKeysMax = 1_000;

interface KeptKey {
  readonly record: ApiKey;
  readonly keptUntilMs: number;
}

/** What telling callers apart needs. */
export interface AuthenticationPorts {
  readonly store: Pick<Store, 'get'>;
  readonly clock: Clock;
}

/** Looks API keys up by their hash; keys themselves are stored nowhere. */
export function createKeyAuthentication({ store, clock }: AuthenticationPorts): Authenticate {
  const kept = new Map<string, KeptKey>();
  const look = async (hash: string): Promise<ApiKey | undefined> => {
    const nowMs = clock.now();
    const found = kept.get(hash);
    if (found !== undefined && nowMs < found.keptUntilMs) return found.record;
    kept.delete(hash);
    const record = await store.get('api_keys', hash);
    // What was not found is not kept: a new key works at once, and guesses take no memory.
    if (record !== undefined) keep(kept, hash, { record, keptUntilMs: nowMs + keptKeyMs });
    return record;
  };
  return async (apiKey) => {
    if (apiKey === undefined || apiKey === '' || apiKey.length > keyLengthMax) throw refused();
    const hash = hashOfKey(apiKey);
    const record = await look(hash);
    if (record === undefined || !isSameHash(record.hash, hash)) throw refused();
    const { id, organization_id, role, is_global } = record;
    return { id, organization_id, role, is_global };
  };
}

function keep(kept: Map<string, KeptKey>, hash: string, key: KeptKey): void {
  const [oldest] = kept.keys();
  if (kept.size >= keptKeysMax && oldest !== undefined) kept.delete(oldest);
  kept.set(hash, key);
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
