import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { createEmbeddedStore } from '../../shared/adapters/embedded/create-embedded-store.ts';
import { openDatabase } from '../../shared/adapters/embedded/open-database.ts';
import { createKubernetesCluster } from '../../shared/adapters/kubernetes/create-kubernetes-cluster.ts';
import { loadKubeConfig } from '../../shared/adapters/kubernetes/load-kube-config.ts';
import type { Blueprint } from '../../shared/blueprint/blueprint.ts';
import { createBreakers } from '../../shared/provisioning/breakers.ts';
import type { EnginePorts } from '../../shared/provisioning/engine-ports.ts';
import type { WalkPorts } from '../../shared/provisioning/walk/walk-ports.ts';
import type { Tenant } from '../../shared/tenant/tenant.ts';
import type { WalkSummary } from '../../shared/tenant/walk-record.ts';
import { createTenant } from '../../shared/use-cases/create-tenant.ts';
import { deleteTenant } from '../../shared/use-cases/delete-tenant.ts';
import { reconcileTenant } from '../../shared/use-cases/reconcile-tenant.ts';
import { resumeTenant } from '../../shared/use-cases/resume-tenant.ts';
import { rollbackTenant } from '../../shared/use-cases/rollback-tenant.ts';
import { suspendTenant } from '../../shared/use-cases/suspend-tenant.ts';
import { type TenantPatch, updateTenant } from '../../shared/use-cases/update-tenant.ts';
import { upgradeTenant } from '../../shared/use-cases/upgrade-tenant.ts';
import { walkCluster } from '../../shared/use-cases/walk-cluster.ts';
import { aPrincipal } from './engine-world.ts';
import { createRecordingQueue } from './recording-queue.ts';
import { createSilentLogger } from './silent-logger.ts';

const budgets = { callMs: 3_000, workMs: 7_000, leaseMs: 12_000, marginMs: 1_000 };

/** The engine on a real cluster and a store in memory. Each wish resolves when its work has ended. */
export interface RigWorld {
  readonly ports: EnginePorts;
  /** One slice of a walk over the cluster. */
  walk(changes?: Partial<WalkPorts>): Promise<WalkSummary>;
  /** Works on the tenant until nothing is due. */
  settle(id: string): Promise<Tenant>;
  create(slug: string, params?: Tenant['params']): Promise<Tenant>;
  update(id: string, patch: TenantPatch): Promise<Tenant>;
  suspend(id: string): Promise<Tenant>;
  resume(id: string): Promise<Tenant>;
  upgrade(id: string, params: Tenant['params']): Promise<Tenant>;
  rollback(id: string): Promise<Tenant>;
  delete(id: string): Promise<Tenant>;
  /** As it stands now. */
  tenant(id: string): Promise<Tenant>;
  close(): void;
}

/** A new world on the cluster of this kubeconfig; `close` it. */
export function createRigWorld(kubeconfigPath: string, blueprint: Blueprint): RigWorld {
  const database = openDatabase(':memory:');
  const ports = enginePorts(kubeconfigPath, blueprint, database);
  const wish = { principal: aPrincipal, requestId: 'request-1' };
  const placement = { cluster: 'default', region: 'test' };
  const wishPorts = { ...ports, newId: randomUUID, placement };
  const settled = async (tenantId: string) => await settle(ports, tenantId);
  return {
    ports,
    settle: settled,
    walk: async (changes = {}) =>
      await walkCluster({
        ...ports,
        newId: randomUUID,
        walk: { cluster: 'default', deletesOrphans: false, breakerPercent: 20 },
        ...changes,
      }),
    create: async (slug, params = {}) => {
      const wanted = {
        product: blueprint.name,
        slug,
        organization: 'Acme',
        params,
        labels: {},
      };
      const { body } = await createTenant(wishPorts, { ...wish, wanted });
      return await settled(String(body['id']));
    },
    update: async (tenantId, patch) => {
      await updateTenant(wishPorts, { ...wish, tenantId, patch });
      return await settled(tenantId);
    },
    suspend: async (tenantId) => {
      await suspendTenant(wishPorts, { ...wish, tenantId, reason: 'unpaid' });
      return await settled(tenantId);
    },
    resume: async (tenantId) => {
      await resumeTenant(wishPorts, { ...wish, tenantId });
      return await settled(tenantId);
    },
    upgrade: async (tenantId, params) => {
      await upgradeTenant(wishPorts, { ...wish, tenantId, params });
      return await settled(tenantId);
    },
    rollback: async (tenantId) => {
      await rollbackTenant(wishPorts, { ...wish, tenantId });
      return await settled(tenantId);
    },
    tenant: async (tenantId) => await read(ports, tenantId),
    delete: async (tenantId) => {
      await deleteTenant(wishPorts, { ...wish, tenantId });
      return await settled(tenantId);
    },
    close: () => database.close(),
  };
}

/** Works on the tenant, waiting for what is due, until nothing is. The caller's own limit ends it. */
async function settle(ports: EnginePorts, tenantId: string): Promise<Tenant> {
  for (;;) {
    const tenant = await read(ports, tenantId);
    if (tenant.due === null) return tenant;
    await sleep(Math.max(0, Date.parse(tenant.due) - ports.clock.now()));
    await reconcileTenant(ports, tenantId);
  }
}

async function read({ store }: EnginePorts, tenantId: string): Promise<Tenant> {
  const tenant = await store.get('tenants', tenantId);
  if (tenant === undefined) throw new Error(`There is no tenant ${tenantId}`);
  return tenant;
}

function enginePorts(
  kubeconfigPath: string,
  blueprint: Blueprint,
  database: ReturnType<typeof openDatabase>,
): EnginePorts {
  const clock = { now: () => Date.now() };
  const kubeConfig = () => loadKubeConfig({ kind: 'kubeconfig', path: kubeconfigPath });
  const store = createEmbeddedStore(database, { clock });
  const logger = createSilentLogger();
  return {
    store,
    breakers: createBreakers({ store, random: Math.random, logger }),
    queue: createRecordingQueue(),
    cluster: createKubernetesCluster({ kubeConfig, callTimeoutMs: budgets.callMs }),
    catalog: new Map([[blueprint.name, blueprint]]),
    clock,
    random: Math.random,
    logger,
    pause: async (ms, signal) => {
      await sleep(ms, undefined, { signal }).catch(() => undefined);
    },
    generateSecret: () => randomBytes(24).toString('base64url'),
    settings: { budgets, tombstoneMs: 3_600_000, isSimulated: false, holder: 'worker-1' },
  };
}
