import type { Sender } from './send-wish.ts';

interface TenantPage {
  readonly tenants: readonly { readonly id: string }[];
  readonly next_cursor: string | null;
}

const pagesMax = 10;

/** The ids of all tenants that the API lists. */
export async function listTenantIds({ lives, signal }: Sender): Promise<readonly string[]> {
  const address = await lives.address();
  const ids: string[] = [];
  let cursor: string | null = '';
  for (let page = 0; page < pagesMax && cursor !== null; page += 1) {
    const after: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const response = await fetch(`${address}/tenants?limit=200${after}`, { signal });
    const { tenants, next_cursor } = (await response.json()) as TenantPage;
    ids.push(...tenants.map(({ id }) => id));
    cursor = next_cursor;
  }
  return ids;
}
