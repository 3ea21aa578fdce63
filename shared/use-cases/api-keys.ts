import type { ApiKeyQuery, Page, PageRequest, Store } from '../ports/store.ts';
import { TenantryError } from '../tenant/errors.ts';
import type { Principal } from '../tenant/principal.ts';
import type { ApiKey } from '../tenant/records.ts';

/** An API key as admins see it: whose it is, never what it is. */
export type ApiKeyView = Omit<ApiKey, 'schema' | 'hash'>;

/** Most keys of one id that are looked at in one call. */
const keysPerCall = 200;

/** The view of a record. */
export function apiKeyView({ schema: _schema, hash: _hash, ...view }: ApiKey): ApiKeyView {
  return view;
}

/** The keys that the caller manages, newest first; those of others only make a page shorter. */
export async function listApiKeys(
  { store }: { readonly store: Pick<Store, 'listApiKeys'> },
  { principal, page }: { readonly principal: Principal; readonly page: PageRequest },
): Promise<Page<ApiKeyView>> {
  const { is_global, organization_id: organizationId } = principal;
  const query: ApiKeyQuery = is_global ? page : { ...page, organizationId };
  const { items, ...rest } = await store.listApiKeys(query);
  return { ...rest, items: items.filter((key) => manages(principal, key)).map(apiKeyView) };
}

/** Rejects with `forbidden` a key that would reach further than the caller's own. */
export function assertMayGrant(
  principal: Principal,
  wanted: Pick<ApiKey, 'organization_id' | 'is_global'>,
): void {
  if (manages(principal, wanted)) return;
  throw new TenantryError(
    'forbidden',
    'Cannot make a key that reaches further than your own: it needs a key for all organizations',
  );
}

/** Removes every key with this id. Rejects with `api_key_not_found` when the caller manages none. */
export async function revokeApiKey(
  { store }: { readonly store: Pick<Store, 'listApiKeys' | 'transact'> },
  { principal, id }: { readonly principal: Principal; readonly id: string },
): Promise<ApiKeyView> {
  const { items } = await store.listApiKeys({ id, limit: keysPerCall });
  const own = items.filter((key) => manages(principal, key));
  const [newest] = own;
  if (newest === undefined) {
    throw new TenantryError('api_key_not_found', `Cannot find API key "${id}"`);
  }
  await store.transact(async (transaction) => {
    for (const { hash } of own) transaction.remove('api_keys', hash);
  });
  return apiKeyView(newest);
}

function manages(
  principal: Principal,
  { organization_id, is_global }: Pick<ApiKey, 'organization_id' | 'is_global'>,
): boolean {
  return principal.is_global || (!is_global && organization_id === principal.organization_id);
}
