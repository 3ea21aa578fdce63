import { randomBytes } from 'node:crypto';
import type { Store } from '../../shared/ports/store.ts';
import type { Principal } from '../../shared/tenant/principal.ts';
import { hashOfKey } from './authenticate.ts';

/** Makes an API key for this caller and stores its hash; the key itself is only in the answer. */
export async function createApiKey(
  store: Pick<Store, 'transact'>,
  owner: Principal,
): Promise<string> {
  const key = newApiKey();
  await ensureApiKey(store, { key, owner });
  return key;
}

/** A key that nobody can guess: 256 random bits. */
export function newApiKey(): string {
  return `tnt_${randomBytes(32).toString('base64url')}`;
}

/** Stores a key's hash with whose it is, unless it is stored already. */
export async function ensureApiKey(
  store: Pick<Store, 'transact'>,
  { key, owner }: { readonly key: string; readonly owner: Principal },
): Promise<void> {
  const hash = hashOfKey(key);
  const { id, organization_id, role, is_global } = owner;
  await store.transact(async (transaction) => {
    if ((await transaction.get('api_keys', hash)) !== undefined) return;
    transaction.create('api_keys', hash, {
      ...{ schema: 1, id, hash, organization_id, role, is_global },
      created_at: transaction.now(),
    });
  });
}
