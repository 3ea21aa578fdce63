import { randomBytes } from 'node:crypto';
import type { Store } from '../../shared/ports/store.ts';
import { engineActor } from '../../shared/provisioning/append-event.ts';
import { TenantryError } from '../../shared/tenant/errors.ts';
import type { Principal } from '../../shared/tenant/principal.ts';
import { billingActor } from '../../shared/use-cases/next-billing.ts';
import { hashOfKey } from './authenticate.ts';

/** Ids that wishes of Tenantry's own are recorded under: a key of that id would pass for them. */
const reservedIds: readonly string[] = [billingActor, engineActor];

/**
 * Makes an API key for this caller and stores its hash; the key itself is only in the answer. Rejects
 * with `invalid_input` for an id that is Tenantry's own.
 */
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
  assertOwnId(id);
  await store.transact(async (transaction) => {
    if ((await transaction.get('api_keys', hash)) !== undefined) return;
    transaction.create('api_keys', hash, {
      ...{ schema: 1, id, hash, organization_id, role, is_global },
      created_at: transaction.now(),
    });
  });
}

function assertOwnId(id: string): void {
  if (!reservedIds.includes(id)) return;
  const message = `"${id}" is Tenantry's own: choose another id`;
  throw new TenantryError('invalid_input', `Cannot make an API key "${id}": the id is reserved`, {
    errors: [{ pointer: '/id', code: 'reserved', message }],
  });
}
