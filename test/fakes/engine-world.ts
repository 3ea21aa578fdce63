import { randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { createEmbeddedStore } from '../../shared/adapters/embedded/create-embedded-store.ts';
import { createEmbeddedVault } from '../../shared/adapters/embedded/create-embedded-vault.ts';
import { openDatabase } from '../../shared/adapters/embedded/open-database.ts';
import { seedSimulation } from '../../shared/adapters/embedded/seed-simulation.ts';
import { createSimulatedCluster } from '../../shared/adapters/embedded/simulated-cluster.ts';
import { openSimulatedObjects } from '../../shared/adapters/embedded/simulated-objects.ts';
import { createSealer } from '../../shared/adapters/sealing/create-sealer.ts';
import type { Blueprint } from '../../shared/blueprint/blueprint.ts';
import type { ObservedObject } from '../../shared/kubernetes/object.ts';
import type { Cluster } from '../../shared/ports/cluster.ts';
import type { ClusterView } from '../../shared/ports/cluster-view.ts';
import type { Store } from '../../shared/ports/store.ts';
import type { Systems } from '../../shared/ports/systems.ts';
import type { Sealing, Vault } from '../../shared/ports/vault.ts';
import { createBreakers } from '../../shared/provisioning/breakers.ts';
import type { Budgets } from '../../shared/provisioning/budgets.ts';
import type { EnginePorts } from '../../shared/provisioning/engine-ports.ts';
import type { WalkPorts } from '../../shared/provisioning/walk/walk-ports.ts';
import type { Operation } from '../../shared/tenant/operation.ts';
import type { Principal } from '../../shared/tenant/principal.ts';
import type { Tenant } from '../../shared/tenant/tenant.ts';
import type { WalkSummary } from '../../shared/tenant/walk-record.ts';
import { createTenant } from '../../shared/use-cases/create-tenant.ts';
import { deleteTenant } from '../../shared/use-cases/delete-tenant.ts';
import { reconcileTenant } from '../../shared/use-cases/reconcile-tenant.ts';
import { resumeTenant } from '../../shared/use-cases/resume-tenant.ts';
import { retryTenant } from '../../shared/use-cases/retry-tenant.ts';
import { settleEffect } from '../../shared/use-cases/settle-effect.ts';
import { suspendTenant } from '../../shared/use-cases/suspend-tenant.ts';
import { walkCluster } from '../../shared/use-cases/walk-cluster.ts';
import { aBlueprint, demoNamespace } from '../builders/a-blueprint.ts';
import { createManualClock, type ManualClock } from './manual-clock.ts';
import { createRecordingQueue, type RecordingQueue } from './recording-queue.ts';
import { createSilentLogger } from './silent-logger.ts';

/** Who calls in tests: may do everything, everywhere. */
export const aPrincipal: Principal = {
  id: 'ada',
  organization_id: 'default',
  role: 'admin',
  is_global: true,
};

const testBudgets: Budgets = {
  callMs: 1_000,
  workMs: 6_000,
  leaseMs: 10_000,
  marginMs: 500,
};

/** The engine on a store in memory, a simulated cluster and a clock that tests move. */
export interface EngineWorld {
  readonly clock: ManualClock;
  readonly queue: RecordingQueue;
  readonly store: Store;
  /** The cluster itself, past every wrapper. */
  readonly cluster: Cluster & ClusterView;
  readonly ports: EnginePorts;
  readonly vault: Vault;
  readonly sealing: Sealing;
  create(slug: string, params?: Tenant['params']): Promise<Tenant>;
  delete(tenantId: string): Promise<void>;
  retry(tenantId: string): Promise<void>;
  suspend(tenantId: string): Promise<void>;
  /** A person says what came of an effect. */
  settleEffect(tenantId: string, effect: string, outcome: 'done' | 'not_done'): Promise<void>;
  /** One slice of a walk over the cluster. */
  walk(changes?: Partial<WalkPorts>): Promise<WalkSummary>;
  /** What somebody does to an object behind Tenantry's back; the fields of `held` stay ours. */
  tamper(object: ObservedObject, held?: object): void;
  resume(tenantId: string): Promise<void>;
  tenant(tenantId: string): Promise<Tenant>;
  operation(tenantId: string): Promise<Operation>;
  /** One look at the tenant, without moving the clock. */
  look(tenantId: string): Promise<void>;
  /** Looks at the tenant, moving the clock to what is due, until nothing is (or the limit of looks). */
  settle(tenantId: string, ports?: EnginePorts): Promise<Tenant>;
  /** Every row of every table. */
  dump(): unknown;
  close(): void;
}

/** What a world is made of instead of the usual. */
export interface WorldParts {
  readonly blueprint?: Blueprint;
  readonly hasNamespace?: boolean;
  readonly wrapCluster?: (cluster: Cluster) => Cluster;
  /** Beside the vault. */
  readonly systems?: Systems;
  readonly wrapVault?: (vault: Vault) => Vault;
}

const looksMax = 200;

/** A new world; `close` it. */
export function createEngineWorld(parts: WorldParts = {}): EngineWorld {
  const { blueprint = aBlueprint(), hasNamespace = true, wrapCluster = (same) => same } = parts;
  const clock = createManualClock();
  const database = openDatabase(':memory:');
  const store = createEmbeddedStore(database, { clock });
  const cluster = createSimulatedCluster(database, { clock, random: Math.random });
  if (hasNamespace) {
    const metadata = { name: demoNamespace };
    const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata };
    seedSimulation(database, [namespace], { clock, random: Math.random });
  }
  const queue = createRecordingQueue();
  const { wrapVault = (same) => same } = parts;
  const vault = wrapVault(createEmbeddedVault(database, { clock, key: () => vaultKey }));
  const sealing = { vault, sealer: createSealer(() => vaultKey) };
  const systems = { vault, ...parts.systems };
  const adapters = { store, queue, cluster: wrapCluster(cluster), systems };
  const ports = enginePorts({ clock, blueprint, ...adapters });
  const wish = { principal: aPrincipal, requestId: 'request-1' };
  const wishPorts = {
    ...ports,
    sealing,
    newId: randomUUID,
    placement: { cluster: 'default', region: 'test' },
  };
  const tenant = async (id: string) => found(await store.get('tenants', id));
  return {
    clock,
    queue,
    store,
    cluster,
    ports,
    ...{ vault, sealing },
    tenant,
    walk: async (changes = {}) =>
      await walkCluster({
        ...ports,
        newId: randomUUID,
        walk: { cluster: 'default', deletesOrphans: false, breakerPercent: 20 },
        ...changes,
      }),
    tamper: (object, held) => {
      openSimulatedObjects(database).put({ object, applied: held, nextMs: undefined });
    },
    create: async (slug, params = {}) => {
      const wanted = { product: blueprint.name, slug, organization: 'Acme', params, labels: {} };
      const { body } = await createTenant(wishPorts, { ...wish, wanted });
      return await tenant(String(body['id']));
    },
    delete: async (tenantId) => {
      await deleteTenant(wishPorts, { ...wish, tenantId });
    },
    retry: async (tenantId) => {
      await retryTenant(wishPorts, { ...wish, tenantId });
    },
    suspend: async (tenantId) => {
      await suspendTenant(wishPorts, { ...wish, tenantId, reason: 'unpaid' });
    },
    settleEffect: async (tenantId, effect, outcome) => {
      await settleEffect(wishPorts, { ...wish, tenantId, effect, outcome });
    },
    resume: async (tenantId) => {
      await resumeTenant(wishPorts, { ...wish, tenantId });
    },
    operation: async (id) =>
      found(await store.get('operations', (await tenant(id)).last_operation.id)),
    look: async (id) => {
      await reconcileTenant(ports, id);
    },
    settle: async (id, withPorts = ports) => {
      for (let looks = 0; looks < looksMax; looks += 1) {
        const { due } = await tenant(id);
        if (due === null) return await tenant(id);
        clock.advance(Math.max(0, Date.parse(due) - clock.now()));
        await reconcileTenant(withPorts, id);
      }
      return await tenant(id);
    },
    dump: () => dumpOf(database),
    close: () => database.close(),
  };
}

function dumpOf(database: DatabaseSync): unknown {
  const tables = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all();
  return tables.map(({ name }) => [name, database.prepare(`SELECT * FROM "${name}"`).all()]);
}

const vaultKey = new Uint8Array(32).fill(7);

interface WorldPorts extends Pick<EnginePorts, 'store' | 'queue' | 'cluster' | 'systems'> {
  readonly clock: ManualClock;
  readonly blueprint: Blueprint;
}

function enginePorts({ blueprint, ...adapters }: WorldPorts): EnginePorts {
  const { clock, store, cluster } = adapters;
  let secrets = 0;
  return {
    ...adapters,
    cluster: { ...cluster, awaitChange: async (_ref, { timeoutMs }) => clock.advance(timeoutMs) },
    catalog: new Map([[blueprint.name, blueprint]]),
    random: () => 0.5,
    breakers: createBreakers({ store, random: () => 0.5, logger: createSilentLogger() }),
    logger: createSilentLogger(),
    pause: async (ms) => clock.advance(ms),
    generateSecret: () => {
      secrets += 1;
      return `generated-secret-${secrets}`;
    },
    settings: {
      budgets: testBudgets,
      tombstoneMs: 3_600_000,
      isSimulated: true,
      holder: 'worker-1',
    },
  };
}

function found<T>(document: T | undefined): T {
  if (document === undefined) throw new Error('The document is not there');
  return document;
}
