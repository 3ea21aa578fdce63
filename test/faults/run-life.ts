import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Store } from '../../shared/ports/store.ts';
import { TenantryError } from '../../shared/tenant/errors.ts';
import { isSettled, type Tenant } from '../../shared/tenant/tenant.ts';
import { reconcileTenant } from '../../shared/use-cases/reconcile-tenant.ts';
import { sweepDue } from '../../shared/use-cases/sweep-due.ts';
import { type CallGate, createCallGate, type GateReport } from './call-gate.ts';
import type { Injection } from './fault.ts';
import { withNamedWaits } from './named-waits.ts';
import { readOutcome } from './outcome.ts';
import type { DirectApi } from './rig/direct-api.ts';
import type { HintPost } from './rig/hint-post.ts';
import type { ObserverStore } from './rig/observer-store.ts';
import { type RealParts, startWorker, type Worker } from './rig/worker.ts';
import type { Scenario } from './scenarios.ts';
import type { Wish } from './wishes.ts';

/** What all runs share. */
export interface Site {
  readonly parts: RealParts;
  readonly post: HintPost;
  readonly api: DirectApi;
  readonly openObserver: (projectId: string) => ObserverStore;
}

/** What is wrong with a run. */
export type FindingKind = 'lost' | 'doubled' | 'stuck' | 'foreign' | 'late' | 'unnamed';

export interface Finding {
  readonly kind: FindingKind;
  readonly text: string;
}

/** One run of a scenario, as it went. */
export interface Life {
  readonly gate: GateReport;
  /** What the operation under faults came to. */
  readonly facts: readonly string[];
  readonly findings: readonly Finding[];
  /** The engine's log, for the report of a failure. */
  readonly log: readonly string[];
  readonly ms: number;
}

/** Which run: its slug is its own, its random numbers follow from the seed. */
export interface LifeOptions {
  readonly slug: string;
  readonly random: () => number;
  readonly injection?: Injection;
}

interface Living {
  readonly site: Site;
  readonly options: LifeOptions;
  readonly gate: CallGate;
  readonly projectId: string;
  readonly store: Store;
  readonly findings: Finding[];
  readonly workers: Worker[];
  readonly ids: string[];
  tenantId: string | undefined;
  wishes: number;
  isHinted: boolean;
  onHint: () => void;
  secrets: ReadonlyMap<string, string>;
  claims: readonly string[];
}

/** Longest time from a wish to its end. */
const settleMsMax = 120_000;
const lookMs = 60;
/** How often a caller repeats a wish that was not answered. */
const asksMax = 20;
const askPauseMs = 100;
/** How often the sweep itself tries to look at something. */
const patienceMax = 10;

/** Runs a scenario once, on a project of its own, and looks what came of it. */
export async function runLife(site: Site, scenario: Scenario, options: LifeOptions): Promise<Life> {
  const startedAt = performance.now();
  const projectId = `faults-${randomUUID().slice(0, 13)}`;
  const observer = site.openObserver(projectId);
  const living = newLiving({ site, options, projectId, store: observer.store });
  let facts: readonly string[] = [];
  try {
    for (const wish of scenario.before) await live(living, wish);
    living.gate.count(options.injection);
    await fulfil(living, scenario.under);
    facts = await look(living);
    await staySilent(living);
    living.gate.rest();
    for (const wish of scenario.after) await live(living, wish);
  } catch (error) {
    const isStuck = error instanceof TenantryError && error.code === 'stuck';
    note(living, isStuck ? 'stuck' : 'lost', error instanceof Error ? error.message : `${error}`);
  } finally {
    for (const id of living.ids) site.post.unsubscribe(id);
    await Promise.all(living.workers.map((worker) => worker.end()));
    await observer.forget();
  }
  return reportOf(living, facts, performance.now() - startedAt);
}

type Beginning = Pick<Living, 'site' | 'options' | 'projectId' | 'store'>;

function newLiving(beginning: Beginning): Living {
  const ids: string[] = [];
  const { slug } = beginning.options;
  const idsOf = () => ids.flatMap((id) => [[id, 'ID'] as const, [id.slice(0, 8), 'ID8'] as const]);
  const gate = createCallGate({
    replacements: () => new Map([...idsOf(), [slug, 'SLUG']]),
    ownMarks: () => [slug, ...ids.map((id) => id.slice(0, 8))],
  });
  return {
    ...beginning,
    gate,
    ids,
    findings: [],
    workers: [],
    tenantId: undefined,
    wishes: 0,
    isHinted: false,
    onHint: () => undefined,
    secrets: new Map(),
    claims: [],
  };
}

function note({ findings }: Living, kind: FindingKind, text: string): void {
  if (!findings.some((known) => known.kind === kind && known.text === text)) {
    findings.push({ kind, text });
  }
}

async function live(living: Living, wish: Wish): Promise<void> {
  await fulfil(living, wish);
  await look(living);
}

/** Has the wish accepted and worked on until it has come true. Throws when it does not. */
async function fulfil(living: Living, wish: Wish): Promise<void> {
  await ask(living, wish);
  const endsAt = performance.now() + settleMsMax;
  for (;;) {
    const tenant = await tenantOf(living);
    const { status, due } = tenant;
    if (tenant.lease === null && wish.isTrue(tenant)) return;
    if (isSettled(status) && due === null) throw new Error(`${wish.kind} ended ${told(tenant)}`);
    if (performance.now() > endsAt) {
      throw new TenantryError('stuck', `${wish.kind} did not end: ${told(tenant)}`);
    }
    await turn(living, due);
  }
}

function told({ status, due, lease, error_message, conditions }: Tenant): string {
  const progressing = conditions.find(({ type }) => type === 'Progressing');
  return JSON.stringify({ status, due, lease, error_message, progressing });
}

/** The caller: repeats the request with its key until it is answered. */
async function ask(living: Living, wish: Wish): Promise<void> {
  const { slug } = living.options;
  living.wishes += 1;
  const key = `${slug} ${living.wishes}`;
  let last: unknown;
  for (let asks = 0; asks < asksMax; asks += 1) {
    const worker = await aliveWorker(living);
    const sent = wish.send(worker.ports, { slug, tenantId: living.tenantId, key });
    try {
      const id = await Promise.race([sent, worker.died]);
      if (id !== undefined) {
        living.tenantId = id;
        return;
      }
    } catch (error) {
      last = error;
    }
    void sent.catch(() => undefined);
    await sleep(askPauseMs);
  }
  throw new Error(`${wish.kind} was not accepted: ${last instanceof Error ? last.message : last}`);
}

/** What one hint, or the sweep, has a worker do; a worker that dies is left where it is. */
async function turn(living: Living, due: string | null): Promise<void> {
  const worker = await aliveWorker(living);
  if (!living.isHinted) await nextHint(living);
  const { isHinted } = living;
  living.isHinted = false;
  const isDue = due !== null && Date.parse(due) <= Date.now();
  if (!isHinted && !isDue) return;
  const work = isHinted
    ? reconcileTenant(worker.ports, living.tenantId ?? '')
    : sweepDue(worker.ports);
  // Whoever delivers a hint, or calls the sweep, only comes again later.
  await Promise.race([work.catch(() => undefined), worker.died]);
}

async function nextHint(living: Living): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  living.onHint = resolve;
  await Promise.race([promise, sleep(lookMs)]);
}

async function aliveWorker(living: Living): Promise<Worker> {
  const last = living.workers.at(-1);
  if (last !== undefined && !last.isDead()) return last;
  const { site, gate, projectId, options, ids } = living;
  const worker = await startWorker({
    parts: site.parts,
    gate,
    projectId,
    holder: `worker-${living.workers.length + 1}`,
    random: options.random,
    newId: () => {
      const id = randomUUID();
      ids.push(id);
      site.post.subscribe(id, () => {
        living.isHinted = true;
        living.onHint();
      });
      return id;
    },
    observe: (store) => withNamedWaits(store, (text) => note(living, 'unnamed', text)),
  });
  living.workers.push(worker);
  return worker;
}

async function tenantOf({ store, tenantId = '' }: Living): Promise<Tenant> {
  const tenant = await patiently(() => store.get('tenants', tenantId));
  if (tenant === undefined) throw new Error('The record of an accepted tenant is not there');
  return tenant;
}

/** What the tenant has come to. Secrets stay as they are, and nothing is left of a deleted tenant. */
async function look(living: Living): Promise<readonly string[]> {
  const { site, store } = living;
  const tenant = await tenantOf(living);
  const { facts, secrets } = await patiently(() => readOutcome({ api: site.api, store }, tenant));
  for (const [name, before] of living.secrets) {
    const now = secrets.get(name);
    if (now !== undefined && now !== before) note(living, 'doubled', `Secret ${name} has changed`);
  }
  living.secrets = secrets;
  living.claims = [...living.claims, ...tenant.claims];
  if (tenant.status === 'deleted') await lookForRemains(living, facts);
  return facts;
}

async function lookForRemains(living: Living, facts: readonly string[]): Promise<void> {
  for (const fact of facts.filter((each) => each.startsWith('api'))) {
    note(living, 'lost', `left behind by the delete: ${fact}`);
  }
  for (const claim of living.claims) {
    const held = await patiently(() => living.store.get('claims', claim));
    if (held !== undefined) note(living, 'lost', `claim "${claim}" was not freed`);
  }
}

/** Sweeps and looks at the tenant again: nothing may be written any more. */
async function staySilent(living: Living): Promise<void> {
  living.gate.expectSilence();
  const { ports } = await aliveWorker(living);
  for (let looks = 0; looks < 2; looks += 1) {
    await patiently(() => sweepDue(ports));
    await patiently(() => reconcileTenant(ports, living.tenantId ?? ''));
  }
}

/** A machine that is busy may take longer than a call may: that is not what is looked for here. */
async function patiently<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; tries < patienceMax; tries += 1) {
    try {
      return await work();
    } catch {
      await sleep(askPauseMs);
    }
  }
  return await work();
}

function reportOf(living: Living, facts: readonly string[], ms: number): Life {
  const gate = living.gate.report();
  for (const title of gate.foreignWrites) note(living, 'foreign', `wrote ${title}`);
  for (const title of gate.lateWrites) note(living, 'late', `a further sweep wrote ${title}`);
  const log = living.workers.flatMap((worker) =>
    worker.log.map(({ message, fields }) => `${message} ${JSON.stringify(fields)}`),
  );
  return { gate, facts, findings: living.findings, log, ms };
}
