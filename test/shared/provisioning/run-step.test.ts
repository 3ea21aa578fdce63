import { afterEach, describe, expect, it } from 'vitest';
import type { Blueprint } from '../../../shared/blueprint/blueprint.ts';
import type { StepSpec } from '../../../shared/blueprint/step-spec.ts';
import { createCodetetherBlueprint } from '../../../shared/blueprints/codetether/create-codetether-blueprint.ts';
import type { Cluster } from '../../../shared/ports/cluster.ts';
import type { Store, Transaction } from '../../../shared/ports/store.ts';
import type { Systems } from '../../../shared/ports/systems.ts';
import { aroundSystems } from '../../../shared/provisioning/around-calls.ts';
import type { EnginePorts } from '../../../shared/provisioning/engine-ports.ts';
import { plannedSteps } from '../../../shared/provisioning/planned-steps.ts';
import { ClusterError } from '../../../shared/tenant/cluster-error.ts';
import { SystemError } from '../../../shared/tenant/system-error.ts';
import type { Tenant } from '../../../shared/tenant/tenant.ts';
import { reconcileTenant } from '../../../shared/use-cases/reconcile-tenant.ts';
import { aBlueprint } from '../../builders/a-blueprint.ts';
import { aHostedBlueprint } from '../../builders/a-hosted-blueprint.ts';
import { aMailingBlueprint } from '../../builders/a-mailing-blueprint.ts';
import { aProductWithSecrets } from '../../builders/a-product-with-secrets.ts';
import { aRealmBlueprint } from '../../builders/a-realm-blueprint.ts';
import { aRowedBlueprint } from '../../builders/a-rowed-blueprint.ts';
import { provideSources, sourceNamespace } from '../../builders/a-secret-source.ts';
import { aWorkloadBlueprint } from '../../builders/a-workload-blueprint.ts';
import { createEngineWorld, type EngineWorld } from '../../fakes/engine-world.ts';
import { intercepted } from '../../fakes/faulty-ports.ts';
import type { FakeKeycloak } from '../../fakes/keycloak/fake-keycloak.ts';
import { openKeycloakWorld } from '../../fakes/keycloak/keycloak-world.ts';
import { createMemoryDns } from '../../fakes/memory-dns.ts';
import { createMemoryMail } from '../../fakes/memory-mail.ts';
import { createMemoryTenantDatabase } from '../../fakes/memory-tenant-database.ts';
import { createMemoryTunnel } from '../../fakes/memory-tunnel.ts';
import { type TenantOutcome, tenantOutcome } from '../../fakes/tenant-outcome.ts';

type StepKind = StepSpec['kind'];

/** An operation under test: a tenant in its own world, with the wish granted and nothing done yet. */
interface Begun {
  readonly world: EngineWorld;
  readonly id: string;
}

const open: EngineWorld[] = [];
const keycloaks: FakeKeycloak[] = [];

afterEach(async () => {
  for (const world of open.splice(0)) world.close();
  for (const keycloak of keycloaks.splice(0)) await keycloak.close();
});

const withSecrets = { blueprint: aBlueprint(aProductWithSecrets()) };

const operations = {
  create: async () => await beginCreate({ blueprint: aBlueprint() }),
  delete: async () => await beginDelete({ blueprint: aBlueprint() }),
  'soft delete': async () =>
    await beginDelete({ blueprint: aBlueprint({ softDeleteMs: () => 60_000 }) }),
  'create with workloads': async () => await beginCreate({ blueprint: aWorkloadBlueprint() }),
  'create with a host': async () => await beginCreate(withHost()),
  'delete with a host': async () => await beginDelete(withHost()),
  'create with a row': async () => await beginCreate(withRow()),
  'delete with a row': async () => await beginDelete(withRow()),
  'create with a realm': async () => await beginCreate(await withRealm()),
  'delete with a realm': async () => await beginDelete(await withRealm()),
  'create with mail': async () =>
    await beginCreate({ blueprint: aMailingBlueprint(), systems: { mail: createMemoryMail() } }),
  'create with secrets': async () => await beginCreate(withSecrets, { secrets: { A: 'one' } }),
  'delete with secrets': async () => await beginDelete(withSecrets, { secrets: { A: 'one' } }),
  'create with copies': async () => await beginWithCopies(),
  'delete with copies': async () => {
    const begun = await beginWithCopies();
    await begun.world.settle(begun.id);
    await begun.world.delete(begun.id);
    return begun;
  },
  suspend: async () => {
    const begun = await anActiveTenant({ blueprint: aWorkloadBlueprint() });
    await begun.world.suspend(begun.id);
    return begun;
  },
  resume: async () => {
    const begun = await anActiveTenant({ blueprint: aWorkloadBlueprint() });
    await begun.world.suspend(begun.id);
    await begun.world.settle(begun.id);
    await begun.world.resume(begun.id);
    return begun;
  },
} as const;

type OperationName = keyof typeof operations;

/** In which operations each kind of step is tried. A new kind does not compile until it stands here. */
const operationsOf = {
  'check-prerequisites': ['create'],
  'ensure-secrets': ['create'],
  'apply-objects': ['create', 'create with workloads', 'resume'],
  'run-job': ['create', 'create with workloads'],
  'await-ready': ['create', 'create with workloads'],
  'check-ingresses': ['create with copies'],
  'set-outputs': ['create'],
  'stop-jobs': ['delete'],
  'delete-objects': ['delete', 'soft delete'],
  'confirm-gone': ['delete'],
  'ensure-dns-record': ['create with a host'],
  'ensure-tunnel-rule': ['create with a host'],
  'remove-tunnel-rule': ['delete with a host'],
  'remove-dns-record': ['delete with a host'],
  'ensure-tenant-row': ['create with a row'],
  'remove-tenant-row': ['delete with a row'],
  'ensure-realm': ['create with a realm'],
  'set-realm-password': ['create with a realm'],
  'remove-realm': ['delete with a realm'],
  'apply-sealed-secrets': ['create with secrets'],
  'remove-sealed-values': ['delete with secrets'],
  'send-mail': ['create with mail'],
  'copy-secrets': ['create with copies'],
  'ensure-namespace': ['create with copies'],
  'release-namespace': ['delete with copies'],
  'suspend-workloads': ['suspend'],
  'resume-workloads': ['resume'],
  'await-purge': ['soft delete'],
} as const satisfies Readonly<Record<StepKind, readonly OperationName[]>>;

const cases = Object.entries(operationsOf).flatMap(([kind, names]) =>
  names.map((name) => ({ kind: kind as StepKind, name })),
);

type Parts = Parameters<typeof createEngineWorld>[0];

function withHost(): NonNullable<Parts> {
  const systems = { dns: createMemoryDns(), tunnel: createMemoryTunnel() };
  return { blueprint: aHostedBlueprint(), systems };
}

async function withRealm(): Promise<NonNullable<Parts>> {
  const { fake, realms } = await openKeycloakWorld();
  keycloaks.push(fake);
  return { blueprint: aRealmBlueprint(), systems: { realms } };
}

function withRow(): NonNullable<Parts> {
  return { blueprint: aRowedBlueprint(), systems: { database: createMemoryTenantDatabase() } };
}

/** Every step of codetether in the cluster; none waits out what fails for good. */
async function beginWithCopies(): Promise<Begun> {
  const systems = { hasRealms: false, hasDatabase: false, hasTunnel: false };
  const choices = { isLatestAllowed: true, baseDomains: [], imageRepositories: [] };
  const settings = { sourceNamespace, ...choices, systems };
  const codetether = createCodetetherBlueprint(settings);
  const blueprint: Blueprint = {
    ...codetether,
    steps: (context) => codetether.steps(context).map((step) => ({ ...step, isPatient: false })),
  };
  const world = createEngineWorld({ blueprint, hasNamespace: false });
  open.push(world);
  await provideSources(world.cluster);
  const { id } = await world.create('acme');
  return { world, id };
}

async function beginCreate(parts: Parts, params: Tenant['params'] = {}): Promise<Begun> {
  const world = createEngineWorld(parts);
  open.push(world);
  const { id } = await world.create('acme', params);
  return { world, id };
}

async function anActiveTenant(parts: Parts, params: Tenant['params'] = {}): Promise<Begun> {
  const begun = await beginCreate(parts, params);
  const { status } = await begun.world.settle(begun.id);
  expect(status).toBe('active');
  return begun;
}

async function beginDelete(parts: Parts, params: Tenant['params'] = {}): Promise<Begun> {
  const begun = await anActiveTenant(parts, params);
  await begun.world.delete(begun.id);
  return begun;
}

interface Undisturbed {
  readonly outcome: TenantOutcome;
  /** The names of the operation's steps, by their kind. */
  readonly steps: readonly Pick<StepSpec, 'kind' | 'name'>[];
}

const undisturbed = new Map<OperationName, Undisturbed>();

/** The operation without any mishap; it is run once. */
async function undisturbedRun(name: OperationName): Promise<Undisturbed> {
  const known = undisturbed.get(name);
  if (known !== undefined) return known;
  const { world, id } = await operations[name]();
  const tenant = await world.tenant(id);
  const steps = plannedSteps(world.ports.catalog, tenant, tenant.last_operation.kind);
  await world.settle(id);
  const run = { steps, outcome: await tenantOutcome(world, id) };
  undisturbed.set(name, run);
  return run;
}

async function namesOfSteps(name: OperationName, kind: StepKind): Promise<readonly string[]> {
  const { steps } = await undisturbedRun(name);
  return steps.filter((step) => step.kind === kind).map((step) => step.name);
}

/** What goes wrong with the first run of a step. */
interface Mishap {
  readonly stepName: string;
  readonly ports: (ports: EnginePorts) => EnginePorts;
}

const looksMax = 100;

/** Works on the tenant, one step a look, until nothing is due; the step's first run meets the mishap. */
async function settleWith({ world, id }: Begun, { stepName, ports }: Mishap): Promise<boolean> {
  const once = oneStepALook(world);
  let hasMet = false;
  for (let looks = 0; looks < looksMax; looks += 1) {
    const { due } = await world.tenant(id);
    if (due === null) return hasMet;
    world.clock.advance(Math.max(0, Date.parse(due) - world.clock.now()));
    const isItsTurn: boolean = !hasMet && (await nextStepOf({ world, id })) === stepName;
    hasMet ||= isItsTurn;
    await reconcileTenant(isItsTurn ? ports(once) : once, id).catch(assertKilled);
  }
  throw new Error(`Step "${stepName}" did not end in ${looksMax} looks`);
}

async function nextStepOf({ world, id }: Begun): Promise<string | undefined> {
  const { steps } = await world.operation(id);
  return steps.find(({ state }) => state !== 'succeeded' && state !== 'skipped')?.name;
}

function assertKilled(error: unknown): void {
  expect(error).toMatchObject({ message: 'killed' });
}

/** A look's time is over as soon as it has asked who the cluster is: one step fits into it. */
function oneStepALook({ ports, clock }: EngineWorld): EnginePorts {
  const identity = async () => {
    clock.advance(1);
    return await ports.cluster.identity();
  };
  const budgets = { ...ports.settings.budgets, workMs: 1 };
  const settings = { ...ports.settings, budgets };
  return { ...ports, settings, cluster: { ...ports.cluster, identity } };
}

/** The worker dies when it has run the step and is about to record how that ended. */
function unrecorded(ports: EnginePorts): EnginePorts {
  let hasRun = false;
  const identity = async () => {
    hasRun = true;
    return await ports.cluster.identity();
  };
  const dying = (transaction: Transaction): Transaction => ({
    ...transaction,
    put: (collection, documentId, document) => {
      if (hasRun && collection === 'operations') throw new Error('killed');
      transaction.put(collection, documentId, document);
    },
  });
  const store: Store = {
    ...ports.store,
    transact: async (work) =>
      await ports.store.transact(async (transaction) => await work(dying(transaction))),
  };
  // A step that needs no cluster does not ask who it is.
  const systems = aroundSystems(ports.systems ?? {}, () => async (call) => {
    hasRun = true;
    return await call();
  });
  return { ...ports, store, systems, cluster: { ...ports.cluster, identity } };
}

function errorOf(errorClass: ClusterError['class']): ClusterError {
  const outcome = errorClass === 'observe' ? 'unknown' : 'not-done';
  return new ClusterError('cluster_timeout', 'Cannot tell', { class: errorClass, outcome });
}

/** The step does not even begin: asking who the cluster is fails. */
function failing(errorClass: ClusterError['class']): Mishap['ports'] {
  return (ports) => ({
    ...ports,
    systems: { ...ports.systems, ...failingMail(ports, errorClass) },
    cluster: {
      ...ports.cluster,
      identity: async () => {
        await ports.cluster.identity();
        throw errorOf(errorClass);
      },
    },
  });
}

/** The one step that asks nobody who the cluster is meets the same at its own system. */
function failingMail(
  { systems: { mail } = {} }: EnginePorts,
  errorClass: ClusterError['class'],
): Systems {
  if (mail === undefined) return {};
  const outcome = errorClass === 'observe' ? 'unknown' : 'not-done';
  const what = errorClass === 'terminal' ? 'refused' : 'unavailable';
  const send = async () => {
    throw new SystemError('mail', { what, message: 'Cannot send' }, { class: errorClass, outcome });
  };
  return { mail: { ...mail, send } };
}

/** Every call of the step's own takes effect and none is answered. */
function unanswered(ports: EnginePorts): EnginePorts {
  const cluster: Cluster = intercepted(ports.cluster, async (call) => {
    await call();
    throw errorOf('observe');
  });
  const { mail } = ports.systems ?? {};
  const systems = aroundSystems(mail ? { mail } : {}, () => async (call) => {
    await call();
    const what = { what: 'timeout', message: 'Cannot tell' } as const;
    throw new SystemError('mail', what, { class: 'observe', outcome: 'unknown' });
  });
  return {
    ...ports,
    systems: { ...ports.systems, ...systems },
    cluster: { ...cluster, identity: ports.cluster.identity },
  };
}

const mishaps = {
  'its first run is not recorded': unrecorded,
  'its first run fails': failing('retry'),
  'its first run ends with an unknown outcome': failing('observe'),
  'no call of its first run is answered': unanswered,
} as const;

describe.each(cases)('runStep() of $kind in $name', ({ kind, name }) => {
  it.each(Object.entries(mishaps))('comes to the same when %s', async (_, ports) => {
    const { outcome } = await undisturbedRun(name);
    const stepNames = await namesOfSteps(name, kind);

    for (const stepName of stepNames) {
      const begun = await operations[name]();
      const hasMet = await settleWith(begun, { stepName, ports });

      const { state } = await begun.world.operation(begun.id);
      expect([stepName, hasMet, state]).toEqual([stepName, true, 'succeeded']);
      expect([stepName, await tenantOutcome(begun.world, begun.id)]).toEqual([stepName, outcome]);
    }
    expect(stepNames).not.toEqual([]);
  });

  it('fails the operation where it fails for good, and a retry makes up for it', async () => {
    const { outcome } = await undisturbedRun(name);
    const stepNames = await namesOfSteps(name, kind);

    for (const stepName of stepNames) {
      const begun = await operations[name]();
      const { world, id } = begun;
      await settleWith(begun, { stepName, ports: failing('terminal') });
      const { state, steps } = await world.operation(id);
      const failed = steps.filter((step) => step.state === 'failed').map((step) => step.name);
      // What is done as well as can be fails nothing.
      const isBestEffort = kind === 'send-mail';
      if (!isBestEffort) await world.retry(id);
      await world.settle(id);

      expect([state, failed]).toEqual(isBestEffort ? ['succeeded', []] : ['failed', [stepName]]);
      expect([stepName, await tenantOutcome(world, id)]).toEqual([stepName, outcome]);
    }
  });
});
