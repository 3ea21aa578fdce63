import { refOfEntry } from '../../kubernetes/inventory.ts';
import { describeRef, refKey } from '../../kubernetes/object.ts';
import type { ConditionFact } from '../../tenant/condition.ts';
import type { InventoryEntry } from '../../tenant/tenant.ts';
import type { WalkSummary } from '../../tenant/walk-record.ts';
import { type Fault, type Findings, type Judgement, judgeTenant } from './judge-tenant.ts';
import { keepJudgement, type WalkVerdict } from './keep-judgement.ts';
import { breakerMessage } from './next-walk.ts';
import { keysInVain } from './repair-streaks.ts';
import type { WalkChunk } from './walk-chunk.ts';
import { walkedHealth, walkFacts } from './walk-facts.ts';
import type { WalkPorts } from './walk-ports.ts';

/** Most repairs that one part of a walk starts: more wait for the next walk. */
const repairsMax = 100;

/** Most tenants that one part of a walk writes. */
const verdictsMax = 500;

/** How many are written at a time. */
const width = 10;

/** What the lists of a part of a walk showed. */
export interface WalkView {
  readonly chunk: WalkChunk;
  readonly listed: ReadonlySet<string>;
  /** Secrets that are gone, by tenant. */
  readonly secrets: ReadonlyMap<string, readonly InventoryEntry[]>;
  /** Copies that are not as their source is, by tenant. */
  readonly stale: ReadonlyMap<string, readonly Fault[]>;
  /** How they are reached, by tenant. */
  readonly ingresses: ReadonlyMap<string, ConditionFact>;
  readonly walk: WalkSummary;
}

/** What came of the tenants of a part. */
export interface JudgedTenants {
  readonly broken: number;
  readonly repaired: number;
  readonly outdated: number;
  /** Why repairs stop here. */
  readonly stopped?: string;
}

interface Judged {
  readonly findings: Findings;
  readonly judgement: Judgement;
}

/** Judges every tenant that was looked at, writes what is news, and starts repairs. */
export async function judgeTenants(ports: WalkPorts, view: WalkView): Promise<JudgedTenants> {
  const all = judgeAll(view);
  const torn = all.filter(isBroken);
  // What is broken goes first: it must not wait behind what only waits for another system.
  const faulty = [...torn, ...all.filter((each) => isFaulty(each) && !isBroken(each))];
  const broken = torn.length;
  const { walk } = view;
  const counts = { ...walk.counts, broken: walk.counts.broken + broken };
  const message = breakerMessage(counts, ports.walk.breakerPercent);
  const isStopped = walk.state === 'stopped' || message !== undefined;
  if (walk.state !== 'stopped' && message !== undefined) {
    ports.logger.error('Walking stopped repairs', {
      cluster: ports.walk.cluster,
      reason: message,
    });
  }
  // Beyond the limit they are left as they are, and found again by the next walk.
  const tried = await Promise.all(
    faulty.slice(0, repairsMax).map((each) => afterVain(ports, each)),
  );
  const sound = all.filter((each) => !isFaulty(each));
  callOperator(ports, tried);
  const verdicts = [...tried, ...sound].flatMap(
    (each) => verdictOf(each, walk.number, isStopped) ?? [],
  );
  const repaired = await keepAll(ports, verdicts.slice(0, verdictsMax));
  return {
    broken,
    repaired,
    outdated: all.filter(({ judgement }) => judgement.isOutdated).length,
    ...(message !== undefined && { stopped: message }),
  };
}

function judgeAll({ chunk, listed, secrets, stale, ingresses }: WalkView): readonly Judged[] {
  return chunk.tenants.map(({ tenant, mode, wanted, seen, surplus }) => {
    const lost = secrets.get(tenant.id);
    const lostCopies = (lost ?? []).filter(isCopy).map(lostCopy);
    const staleCopies = [...lostCopies, ...(stale.get(tenant.id) ?? [])];
    const lostSecrets = lost?.filter((entry) => !isCopy(entry)).map(nameOf);
    const ingressFact = ingresses.get(tenant.id);
    const findings: Findings = {
      ...{ tenant, mode, wanted, seen, surplus, listed, staleCopies, inVain: new Set<string>() },
      ...(lostSecrets !== undefined && { lostSecrets }),
      ...(ingressFact !== undefined && { ingressFact }),
    };
    return { findings, judgement: judgeTenant(findings) };
  });
}

function isCopy({ source_version }: InventoryEntry): boolean {
  return source_version !== undefined;
}

function lostCopy(entry: InventoryEntry): Fault {
  const key = refKey(refOfEntry(entry));
  return { key, message: `${nameOf(entry)} is missing`, isAboutFields: false };
}

function nameOf(entry: InventoryEntry): string {
  return describeRef(refOfEntry(entry));
}

/** Whether a repair has something to do. */
function isFaulty(judged: Judged): boolean {
  const { stale, owed } = judged.judgement;
  return isBroken(judged) || stale.length > 0 || owed.length > 0;
}

function isBroken({ judgement }: Judged): boolean {
  return judgement.faults.length > 0 || judgement.surplus.length > 0;
}

/** Raises the alarm for what is given up; it is told once, since from now on its condition says so. */
function callOperator({ logger }: WalkPorts, judged: readonly Judged[]): void {
  for (const { findings, judgement } of judged) {
    for (const { condition, why } of judgement.abandoned) {
      logger.error('Waiting for an operator', {
        ...{ tenant_id: findings.tenant.id, condition, details: why },
      });
    }
  }
}

/** The same tenant, with what was repaired in vain told apart. */
async function afterVain({ store }: WalkPorts, { findings }: Judged): Promise<Judged> {
  const inVain = keysInVain(await store.get('repairs', findings.tenant.id));
  const known = { ...findings, inVain };
  return { findings: known, judgement: judgeTenant(known) };
}

/** What is to be written; undefined when the record says all of it already. */
function verdictOf(
  { findings, judgement }: Judged,
  walk: number,
  isStopped: boolean,
): WalkVerdict | undefined {
  const { tenant, mode } = findings;
  const facts = walkFacts(findings, judgement);
  const health = walkedHealth(findings, judgement);
  const isRepaired = mode === 'repair' && !isStopped;
  const stale = mode === 'repair' ? judgement.stale : [];
  const faults = [...(isRepaired ? judgement.faults : []), ...stale, ...judgement.owed];
  const surplus = isRepaired ? judgement.surplus : [];
  const isNews = facts.length > 0 || health !== tenant.health;
  if (!isNews && faults.length === 0 && surplus.length === 0) return undefined;
  return { tenant, facts, health, faults, surplus, walk };
}

/** Writes the verdicts, and wakes the engine for repairs; resolves to how many repairs began. */
async function keepAll(ports: WalkPorts, verdicts: readonly WalkVerdict[]): Promise<number> {
  let repaired = 0;
  for (let start = 0; start < verdicts.length; start += width) {
    const kept = await Promise.all(
      verdicts.slice(start, start + width).map(async (verdict) => await keep(ports, verdict)),
    );
    repaired += kept.filter(Boolean).length;
  }
  return repaired;
}

/** Resolves to whether a repair began. */
async function keep(ports: WalkPorts, verdict: WalkVerdict): Promise<boolean> {
  const { tenant, faults, surplus } = verdict;
  const isKept = await keepJudgement(ports, verdict);
  if (!isKept || faults.length + surplus.length === 0) return false;
  // A hint that is lost costs time only: the sweep finds the tenant.
  await ports.queue.publish({ schema: 1, tenant_id: tenant.id }).catch(() => undefined);
  return true;
}
