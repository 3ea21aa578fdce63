import { nextWalk } from '../provisioning/walk/next-walk.ts';
import { removeTombstones } from '../provisioning/walk/remove-tombstones.ts';
import { sweepVault } from '../provisioning/walk/sweep-vault.ts';
import { isSpent, type WalkSlice, walkPart } from '../provisioning/walk/walk-part.ts';
import type { WalkPorts } from '../provisioning/walk/walk-ports.ts';
import type { WalkRecord, WalkSummary } from '../tenant/walk-record.ts';

/** How long one call walks; what is left is for the next one. */
const sliceMsMax = 40_000;

/** Most pages of objects that one call lists, but for the last kind that it began. */
const slicePagesMax = 200;

/** Most tombstones that one call removes. */
const tombstonesMax = 20;

/**
 * One slice of the walk over the cluster: compares what tenants have with what they should have,
 * starts repairs, and refreshes their health. Goes on where the last call stopped; its cursor is its
 * only write while nothing is amiss. Two at once are harmless. Rejects when store or cluster do not
 * answer, and then the next call goes on from the same place.
 */
export async function walkCluster(ports: WalkPorts): Promise<WalkSummary> {
  const { record, now } = await readWalk(ports);
  const isUnderWay = record !== undefined && record.cursor !== null;
  const begun = isUnderWay ? record : nextWalk(record, ports.walk.cluster, now);
  const lost = await lostMessage(ports);
  if (lost !== undefined) return await stayAway(ports, { record, begun, message: lost, now });
  const slice: WalkSlice = {
    now,
    endsAtMs: ports.clock.now() + sliceMsMax,
    pagesMax: begun.walk.counts.pages + slicePagesMax,
  };
  let current = begun;
  while (current.cursor !== null) {
    current = await walkPart(ports, slice, current);
    if (isSpent(ports, slice, current.walk.counts.pages)) break;
  }
  await removeTombstones(ports.store, tombstonesMax);
  await sweepVault(ports, now);
  await save(ports, record, current);
  if (current.cursor === null) tell(ports, current.walk);
  return current.walk;
}

interface Read {
  readonly record: WalkRecord | undefined;
  readonly now: string;
}

async function readWalk({ store, walk }: WalkPorts): Promise<Read> {
  return await store.transact(async (transaction) => {
    const record = await transaction.get('walks', walk.cluster);
    return { record, now: transaction.now() };
  });
}

/** Why the cluster is not the one we knew; a cluster that does not answer is no answer. */
async function lostMessage({ store, cluster, walk }: WalkPorts): Promise<string | undefined> {
  const [known, uid] = await Promise.all([store.get('clusters', walk.cluster), cluster.identity()]);
  // Nobody has worked on it yet: there is nothing that could be lost.
  if (known === undefined || (known.uid === uid && known.state === 'open')) return undefined;
  return `Cannot walk over cluster "${walk.cluster}": it is not the cluster that was known by this name`;
}

interface Lost extends Read {
  readonly begun: WalkRecord;
  readonly message: string;
}

async function stayAway(ports: WalkPorts, { record, begun, message, now }: Lost) {
  const walk = { ...begun.walk, state: 'lost', message, ended_at: now } as const;
  // Said once: nothing changes until a person settles it.
  if (record?.walk.state === 'lost') return record.walk;
  ports.logger.error('Walking over a cluster stopped', {
    cluster: begun.cluster,
    reason: message,
  });
  await save(ports, record, { ...begun, cursor: null, walk });
  return walk;
}

/** Writes the cursor, unless another call walked on from the same place meanwhile. */
async function save(
  { store }: WalkPorts,
  before: WalkRecord | undefined,
  after: WalkRecord,
): Promise<void> {
  await store.transact(async (transaction) => {
    const stored = await transaction.get('walks', after.cluster);
    if (placeOf(stored) === placeOf(before)) transaction.put('walks', after.cluster, after);
  });
}

function placeOf(record: WalkRecord | undefined): string {
  return JSON.stringify([record?.walk.number, record?.cursor]);
}

function tell({ logger }: WalkPorts, { number, state, counts, unreadable }: WalkSummary): void {
  logger.info('Walked over a cluster', { number, state, ...counts });
  if (counts.orphans > 0) {
    logger.warn('Walking found objects whose tenant is gone', { orphans: counts.orphans });
  }
  for (const { kind, why } of unreadable) {
    logger.warn('Walking could not list a kind', { kind, why });
  }
}
