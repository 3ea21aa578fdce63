import type { Blueprint } from '../../shared/blueprint/blueprint.ts';
import { createBreakers } from '../../shared/provisioning/breakers.ts';
import type { EnginePorts } from '../../shared/provisioning/engine-ports.ts';
import { type Reconciled, reconcileTenant } from '../../shared/use-cases/reconcile-tenant.ts';
import { sweepDue } from '../../shared/use-cases/sweep-due.ts';
import { createEngineWorld, type EngineWorld } from './engine-world.ts';
import { createSilentLogger } from './silent-logger.ts';
import { type TenantOutcome, tenantOutcome } from './tenant-outcome.ts';
import { createTurns, type Turns } from './turns.ts';
import { type WriteAudit, watchLook } from './watched-look.ts';

/** One process that works on tenants. */
export interface ScheduledWorker {
  readonly name: string;
  /** By how much its clock is ahead of the store's. */
  skewMs: number;
  /** True: none of its calls goes out. */
  isPaused: boolean;
}

/** How a look ended, or what it threw. */
export interface EndedLook {
  readonly worker: string;
  readonly ended: Reconciled | 'threw';
  readonly error?: unknown;
}

/** The engine in several workers on one store and one cluster; a test decides whose call is next. */
export interface ScheduledWorld {
  readonly world: EngineWorld;
  readonly turns: Turns;
  readonly workers: readonly ScheduledWorker[];
  readonly audit: WriteAudit;
  readonly ended: readonly EndedLook[];
  /** How many looks are under way. */
  readonly running: () => number;
  /** Has a worker look at a tenant, up to its first call. */
  start(worker: ScheduledWorker, tenantId: string): Promise<void>;
  sweep(): Promise<void>;
  /**
   * Gives every call of a worker that is not paused its turn, lets time pass, and sweeps what is due,
   * until nothing is left to do or `isEnough`. Resolves to whether nothing was left.
   */
  finish(isEnough?: () => Promise<boolean>): Promise<boolean>;
  close(): void;
}

/** What a scheduled world is made of. */
export interface ScheduledParts {
  readonly blueprint?: Blueprint;
  readonly workers?: number;
  readonly skewsMs?: readonly number[];
}

const roundsMax = 5_000;

/** A new world; `close` it. */
export function createScheduledWorld(parts: ScheduledParts = {}): ScheduledWorld {
  const { blueprint, workers: count = 2, skewsMs = [] } = parts;
  const world = createEngineWorld(blueprint === undefined ? {} : { blueprint });
  const turns = createTurns(world.clock);
  const workers = Array.from({ length: count }, (_, index) => ({
    name: `worker-${index + 1}`,
    skewMs: skewsMs[index] ?? 0,
    isPaused: false,
  }));
  const audit = { created: new Map(), violations: [] };
  const ended: EndedLook[] = [];
  const processes = new Map(workers.map((worker) => [worker, processOf(world, turns, worker)]));
  let running = 0;
  const start = async (worker: ScheduledWorker, tenantId: string) => {
    const ports = processes.get(worker) ?? world.ports;
    const look = { worker: worker.name, tenantId, turns, audit, store: world.store };
    running += 1;
    void reconcileTenant({ ...ports, ...watchLook(look, world.cluster) }, tenantId)
      .then(
        (how) => ended.push({ worker: worker.name, ended: how }),
        (error) => ended.push({ worker: worker.name, ended: 'threw', error }),
      )
      .finally(() => {
        running -= 1;
      });
    await turns.rest();
  };
  const scheduled = { world, turns, workers, audit, ended, start, running: () => running };
  return {
    ...scheduled,
    sweep: async () => void (await sweepDue({ ...world.ports })),
    finish: async (isEnough = async () => false) => await finish(scheduled, isEnough),
    close: () => world.close(),
  };
}

/** Lets those who were paused go on, until nothing is left to do. */
export async function finishWithAll({ workers, finish }: ScheduledWorld): Promise<void> {
  for (const worker of workers) worker.isPaused = false;
  await finish();
}

/** What a create comes to when one worker alone does it undisturbed. */
export async function outcomeOfCreate(): Promise<TenantOutcome> {
  const { world, finish, close } = createScheduledWorld({ workers: 1 });
  const { id } = await world.create('acme');
  await finish();
  const outcome = await tenantOutcome(world, id);
  close();
  return outcome;
}

/** What all looks of one worker share. */
function processOf(world: EngineWorld, turns: Turns, worker: ScheduledWorker): EnginePorts {
  const { store } = world;
  return {
    ...world.ports,
    clock: { now: () => world.clock.now() + worker.skewMs },
    breakers: createBreakers({ store, random: () => 0.5, logger: createSilentLogger() }),
    pause: async (ms, signal) => await turns.sleep(ms, signal),
    settings: { ...world.ports.settings, holder: worker.name },
  };
}

type Finishing = Pick<ScheduledWorld, 'world' | 'turns' | 'workers' | 'start'>;

async function finish(finishing: Finishing, isEnough: () => Promise<boolean>): Promise<boolean> {
  const { turns, world, workers } = finishing;
  const paused = () => workers.filter(({ isPaused }) => isPaused).map(({ name }) => name);
  for (let rounds = 0; rounds < roundsMax; rounds += 1) {
    if (await isEnough()) return false;
    const call = turns.waiting.find(({ worker }) => !paused().includes(worker));
    const wakesAtMs = turns.wakesAtMs();
    if (call !== undefined) await turns.give(call);
    else if (wakesAtMs !== undefined) await turns.pass(Math.max(0, wakesAtMs - world.clock.now()));
    else if (!(await startDue(finishing))) return true;
  }
  throw new Error('Cannot finish: there is still something to do');
}

/** Moves on to when the next tenant is due and has it looked at; false: none is. */
async function startDue({ world, turns, workers, start }: Finishing): Promise<boolean> {
  const { items } = await world.store.listTenants({ sort: 'created_at', limit: 100 });
  const dues = items.flatMap(({ due }) => (due === null ? [] : [Date.parse(due)]));
  if (dues.length === 0) return false;
  await turns.pass(Math.max(0, Math.min(...dues) - world.clock.now()));
  await sweepDue(world.ports);
  const awake = workers.filter(({ isPaused }) => !isPaused);
  for (const [index, { tenant_id }] of world.queue.hints.splice(0).entries()) {
    const worker = awake[index % awake.length];
    if (worker !== undefined) await start(worker, tenant_id);
  }
  return true;
}
