import type {
  Orphan,
  WalkCounts,
  WalkedKind,
  WalkRecord,
  WalkSummary,
} from '../../tenant/walk-record.ts';
import { orphansMax } from '../../tenant/walk-record.ts';

const noCounts: WalkCounts = {
  tenants: 0,
  objects: 0,
  pages: 0,
  broken: 0,
  repaired: 0,
  outdated: 0,
  orphans: 0,
  deleted: 0,
};

/** Listed in any case, so that a tenant's namespace without anything in it is found. */
const namespaceKind: WalkedKind = { api_version: 'v1', kind: 'Namespace' };

/** The record of the walk after this one, at its beginning. */
export function nextWalk(
  former: WalkRecord | undefined,
  cluster: string,
  startedAt: string,
): WalkRecord {
  return {
    schema: 1,
    cluster,
    cursor: { tenants_after: null, kind: 0 },
    kinds: former?.kinds ?? [namespaceKind],
    walk: {
      number: (former?.walk.number ?? 0) + 1,
      state: 'open',
      message: null,
      started_at: startedAt,
      ended_at: null,
      counts: noCounts,
      orphans: [],
      unreadable: [],
    },
    former: former?.walk ?? null,
  };
}

/** The kinds with those that are new, at the end: a walk that goes on finds its place again. */
export function withKinds(
  known: readonly WalkedKind[],
  more: readonly WalkedKind[],
): readonly WalkedKind[] {
  const byName = new Map([...known, ...more].map((kind) => [kindName(kind), kind]));
  return [...byName.values()].map(({ api_version, kind }) => ({ api_version, kind }));
}

/** `apiVersion Kind`. */
export function kindName({ api_version, kind }: WalkedKind): string {
  return `${api_version} ${kind}`;
}

/** What a part of a walk came across. */
export interface WalkProgress {
  readonly counts: Partial<WalkCounts>;
  readonly orphans: readonly Orphan[];
  readonly unreadable: WalkSummary['unreadable'];
  /** Why repairs are stopped for the rest of the walk, if they are. */
  readonly stopped?: string;
}

/** The walk after a part of it. */
export function walkedOn(walk: WalkSummary, progress: WalkProgress): WalkSummary {
  const { counts, orphans, unreadable, stopped } = progress;
  const sums = Object.entries(walk.counts).map(([name, count]) => [
    name,
    count + (counts[name as keyof WalkCounts] ?? 0),
  ]);
  const seen = new Map([...walk.unreadable, ...unreadable].map((each) => [kindName(each), each]));
  const byUid = new Map([...walk.orphans, ...orphans].map((each) => [each.uid, each]));
  return {
    ...walk,
    counts: Object.fromEntries(sums) as unknown as WalkCounts,
    orphans: [...byUid.values()].slice(0, orphansMax),
    unreadable: [...seen.values()],
    ...(stopped !== undefined && { state: 'stopped', message: stopped }),
  };
}

/** Fewer broken tenants than this are never too many. */
const brokenMin = 5;

/**
 * Why no repair is started any more, when so much of a cluster looks broken at once that the cluster
 * is to blame, or a mistake of ours; undefined when it does not.
 */
export function breakerMessage(
  { tenants, broken }: Pick<WalkCounts, 'tenants' | 'broken'>,
  percentMax: number,
): string | undefined {
  if (broken < brokenMin || broken * 100 <= percentMax * tenants) return undefined;
  return `Repairs are stopped for this walk: ${broken} of ${tenants} tenants look broken, more than ${percentMax} %`;
}
