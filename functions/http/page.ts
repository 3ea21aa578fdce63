import type { Page, PageRequest } from '../../shared/ports/store.ts';
import type { Principal } from '../../shared/tenant/principal.ts';
import type { CursorCodec } from './cursor.ts';
import type { JsonAnswer } from './route.ts';

/** What lists need to make their cursors. */
export interface CursorPorts {
  readonly cursors: () => Promise<CursorCodec>;
}

/** A list that a caller reads page by page. */
export interface PagedList {
  /** Names the list in the answer: `tenants`. */
  readonly name: string;
  readonly principal: Principal;
  /** Everything besides the caller that the list depends on. */
  readonly filter: readonly unknown[];
}

/** The page that a query asks for. Rejects with `invalid_cursor` for a cursor of another list or caller. */
export async function pageRequest(
  { cursors }: CursorPorts,
  list: PagedList,
  query: { readonly limit: number; readonly cursor?: string | undefined },
): Promise<PageRequest> {
  const { limit, cursor } = query;
  if (cursor === undefined) return { limit };
  return { limit, after: (await cursors()).decode(cursor, scopeOf(list)) };
}

/** The page as an answer, with the cursor of the next one. */
export async function pageAnswer(
  { cursors }: CursorPorts,
  list: PagedList,
  { items, next }: Page<unknown>,
): Promise<JsonAnswer> {
  const next_cursor = next === undefined ? null : (await cursors()).encode(next, scopeOf(list));
  return { status: 200, body: { [list.name]: items, next_cursor } };
}

function scopeOf({ name, principal, filter }: PagedList): readonly unknown[] {
  return [name, principal.organization_id, principal.id, ...filter];
}
