import type { Page, PageStart } from '../../ports/store.ts';
import type { Tenant } from '../../tenant/tenant.ts';
import { addMs } from '../../tenant/time.ts';
import type { WalkCursor, WalkedKind, WalkRecord, WalkSummary } from '../../tenant/walk-record.ts';
import { deleteOrphans, findOrphans } from './find-orphans.ts';
import { ingressFacts } from './ingress-facts.ts';
import { type JudgedTenants, judgeTenants } from './judge-tenants.ts';
import { listKind } from './list-kind.ts';
import { lostSecrets } from './lost-secrets.ts';
import { kindName, walkedOn, withKinds } from './next-walk.ts';
import { staleCopies } from './stale-copies.ts';
import { createWalkChunk, kindsOf, type WalkChunk } from './walk-chunk.ts';
import type { WalkPorts } from './walk-ports.ts';

/** How far one call goes. */
export interface WalkSlice {
  /** The store's time at its beginning. */
  readonly now: string;
  /** By our own clock. */
  readonly endsAtMs: number;
  /** The walk's count of pages at which it ends. */
  readonly pagesMax: number;
}

/** Whether the call has done its share. */
export function isSpent({ clock }: Pick<WalkPorts, 'clock'>, slice: WalkSlice, pages: number) {
  return clock.now() >= slice.endsAtMs || pages >= slice.pagesMax;
}

/** Most tenants whose objects are looked for in one pass over all kinds; memory grows with it. */
const chunkMax = 2_000;
const tenantsPage = 200;

const ingressKind = 'networking.k8s.io/v1 Ingress';

/**
 * Looks at the objects of the next tenants: of all kinds, or of as many as the slice allows. A kind
 * is listed to its end, because only then is known what is missing.
 */
export async function walkPart(
  ports: WalkPorts,
  slice: WalkSlice,
  record: WalkRecord,
): Promise<WalkRecord> {
  const { cursor, walk } = record;
  if (cursor === null) return record;
  const { items: tenants, next } = await loadTenants(ports, cursor);
  const chunk = createWalkChunk(ports.catalog, tenants, {
    madeBefore: addMs(slice.now, -(ports.settings.budgets.leaseMs + ports.settings.budgets.callMs)),
    isAskedAfter: next === undefined && cursor.tenants_after === null ? () => true : inTurn(walk),
  });
  const kinds = withKinds(record.kinds, kindsOf(chunk.tenants, tenants));
  const listing = await listKinds(ports, slice, { kinds, cursor, walk, chunk });
  const isDone = listing.nextKind >= kinds.length;
  const secrets = isDone ? await lostSecrets(ports.cluster, chunk.tenants, walk.number) : new Map();
  const seen = {
    ...walk.counts,
    tenants: walk.counts.tenants + (cursor.kind === 0 ? tenants.length : 0),
  };
  const stale = isDone ? await staleCopies(ports.cluster, chunk.tenants) : new Map();
  const ingresses = listing.listed.has(ingressKind)
    ? await ingressFacts(ports.cluster, chunk.tenants, { walk: walk.number, now: slice.now })
    : new Map();
  const judged = await judgeTenants(ports, {
    chunk,
    listed: listing.listed,
    ...{ secrets, stale, ingresses },
    walk: { ...walk, counts: seen },
  });
  const found = await orphansOf(ports, chunk);
  const progress = {
    ...found,
    unreadable: listing.unreadable,
    ...(judged.stopped !== undefined && { stopped: judged.stopped }),
    counts: {
      ...countsOf(judged),
      ...found.counts,
      pages: listing.pages,
      objects: listing.objects,
    },
  };
  const after = walkedOn({ ...walk, counts: seen }, progress);
  return {
    ...record,
    kinds,
    ...placed(after, { cursor, isDone, next, kind: listing.nextKind, now: slice.now }),
  };
}

function countsOf({ broken, repaired, outdated }: JudgedTenants) {
  return { broken, repaired, outdated };
}

async function loadTenants({ store, walk }: WalkPorts, cursor: WalkCursor): Promise<Page<Tenant>> {
  const items: Tenant[] = [];
  let after: PageStart | undefined = cursor.tenants_after ?? undefined;
  do {
    const page: Page<Tenant> = await store.listTenants({
      cluster: walk.cluster,
      sort: 'created_at',
      limit: tenantsPage,
      ...(after !== undefined && { after }),
    });
    items.push(...page.items);
    after = page.next;
  } while (after !== undefined && items.length < chunkMax);
  return after === undefined ? { items } : { items, next: after };
}

/** Of how many walks each asks after one part of the tenants that are not in the chunk. */
const turns = 32;

/** In a cluster of many chunks most objects belong to another one: each walk asks after a part. */
function inTurn({ number }: WalkSummary): (tenantId: string) => boolean {
  return (tenantId) => {
    const part = Number.parseInt(tenantId.slice(0, 2), 16);
    return (Number.isNaN(part) ? 0 : part % turns) === number % turns;
  };
}

interface Listing {
  readonly kinds: readonly WalkedKind[];
  readonly cursor: WalkCursor;
  readonly walk: WalkSummary;
  readonly chunk: WalkChunk;
}

async function listKinds(
  ports: WalkPorts,
  slice: WalkSlice,
  { kinds, cursor, walk, chunk }: Listing,
) {
  const listed = new Set<string>();
  const unreadable: WalkSummary['unreadable'][number][] = [];
  let [pages, objects, nextKind] = [0, 0, cursor.kind];
  for (const kind of kinds.slice(cursor.kind)) {
    if (nextKind > cursor.kind && isSpent(ports, slice, walk.counts.pages + pages)) break;
    const end = await listKind(ports.cluster, kind, (object) => {
      objects += 1;
      chunk.see(object);
    });
    pages += end.pages;
    nextKind += 1;
    if (end.why === undefined) listed.add(kindName(kind));
    else unreadable.push({ ...kind, why: end.why });
  }
  return { listed, unreadable, pages, objects, nextKind };
}

async function orphansOf({ store, cluster, walk }: WalkPorts, { strangers }: WalkChunk) {
  const orphans = await findOrphans(store, walk.cluster, strangers.values());
  const deleted = walk.deletesOrphans ? await deleteOrphans(cluster, orphans) : 0;
  return { orphans, counts: { orphans: orphans.length, deleted } };
}

interface Step {
  readonly cursor: WalkCursor;
  readonly isDone: boolean;
  readonly next: PageStart | undefined;
  readonly kind: number;
  readonly now: string;
}

/** The walk with where it goes on; it is over after the last kind of the last tenants. */
function placed(
  walk: WalkSummary,
  { cursor, isDone, next, kind, now }: Step,
): Pick<WalkRecord, 'cursor' | 'walk'> {
  if (!isDone) return { walk, cursor: { ...cursor, kind } };
  if (next === undefined) return { walk: { ...walk, ended_at: now }, cursor: null };
  return { walk, cursor: { tenants_after: next, kind: 0 } };
}
