import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { simulationSeeds } from '../../../../functions/compose/simulation-seeds.ts';
import { createFrappeBlueprint } from '../../../../shared/blueprints/frappe/create-frappe-blueprint.ts';
import { readinessOf } from '../../../../shared/kubernetes/readiness.ts';
import type { Cluster } from '../../../../shared/ports/cluster.ts';
import type { EnginePorts } from '../../../../shared/provisioning/engine-ports.ts';
import type { OperationKind } from '../../../../shared/tenant/operation.ts';
import { cancelTenant } from '../../../../shared/use-cases/cancel-tenant.ts';
import { deleteTenant } from '../../../../shared/use-cases/delete-tenant.ts';
import { resumeTenant } from '../../../../shared/use-cases/resume-tenant.ts';
import { rollbackTenant } from '../../../../shared/use-cases/rollback-tenant.ts';
import { suspendTenant } from '../../../../shared/use-cases/suspend-tenant.ts';
import { updateTenant } from '../../../../shared/use-cases/update-tenant.ts';
import { upgradeTenant } from '../../../../shared/use-cases/upgrade-tenant.ts';
import { demoNamespace } from '../../../builders/a-blueprint.ts';
import { aPrincipal, createEngineWorld, type EngineWorld } from '../../../fakes/engine-world.ts';

type Wished = Exclude<OperationKind, 'create' | 'repair' | 'restore'>;

const open: EngineWorld[] = [];

afterEach(() => {
  for (const world of open.splice(0)) world.close();
});

/** What happens around the post of each Job. */
interface Site {
  readonly world: EngineWorld;
  readonly id: string;
  /** For each Job that was posted: its name, and which others ran then. */
  readonly posts: { readonly job: string; readonly besides: readonly string[] }[];
  /** Leaves the operation under way at the post of its next Job, which goes on. */
  readonly cancelAtNextJob: () => void;
}

/** A site that was made, and updated once, so that there is a revision to go back to. */
async function aSite(): Promise<Site> {
  const posts: Site['posts'] = [];
  let isToCancel = false;
  const blueprint = createFrappeBlueprint({
    ...{ baseDomain: 'kairos.app', namespace: demoNamespace, image: 'frappe:v15' },
    softDeleteMs: 60_000,
  });
  const wrapCluster = (cluster: Cluster): Cluster => ({
    ...cluster,
    create: async (object) => {
      const besides = object.kind === 'Job' ? await runningJobs(world) : [];
      const created = await cluster.create(object);
      if (object.kind !== 'Job') return created;
      posts.push({ job: nameOf(created.metadata.name), besides });
      if (isToCancel) await cancelTenant(wishPorts(world), wish(id));
      isToCancel = false;
      return created;
    },
  });
  const world = createEngineWorld({ blueprint, wrapCluster });
  open.push(world);
  for (const seed of simulationSeeds({ GKE_NAMESPACE: demoNamespace })) {
    if (seed.kind !== 'Namespace') await world.cluster.create(seed);
  }
  const { id } = await world.create('acme', { email: 'ada@example.com' });
  await world.settle(id);
  await wishFor.update(world, id);
  const { status } = await world.settle(id);
  expect(status).toBe('active');
  const cancelAtNextJob = () => {
    isToCancel = true;
  };
  return { world, id, posts, cancelAtNextJob };
}

function wish(tenantId: string) {
  return { principal: aPrincipal, requestId: 'request-1', tenantId };
}

function wishPorts({ ports }: EngineWorld) {
  return { ...ports, newId: randomUUID, placement: { cluster: 'default', region: 'test' } };
}

const wishFor: Readonly<Record<Wished, (world: EngineWorld, id: string) => Promise<unknown>>> = {
  update: async (world, id) => {
    const { revision } = await world.tenant(id);
    const patch = { params: { email: `ada${revision}@example.com` } };
    return await updateTenant(wishPorts(world), { ...wish(id), patch });
  },
  upgrade: async (world, id) => await upgradeTenant(wishPorts(world), wish(id)),
  rollback: async (world, id) => await rollbackTenant(wishPorts(world), wish(id)),
  suspend: async (world, id) =>
    await suspendTenant(wishPorts(world), { ...wish(id), reason: 'unpaid' }),
  resume: async (world, id) => await resumeTenant(wishPorts(world), wish(id)),
  delete: async (world, id) => await deleteTenant(wishPorts(world), wish(id)),
};

/** `migrate` of `migrate-0b5a4a57-acme`. */
function nameOf(job: string): string {
  return job.replace(/-[0-9a-f]{8}-acme$/, '');
}

async function runningJobs({ cluster }: EngineWorld): Promise<readonly string[]> {
  const list = { apiVersion: 'batch/v1', kind: 'Job', namespace: demoNamespace, limit: 100 };
  const { items } = await cluster.list(list);
  return items
    .filter((job) => readinessOf(job).state === 'progressing')
    .map(({ metadata }) => nameOf(metadata.name));
}

/** Ports with which waiting takes no time: a Job that began still runs afterwards. */
function standingStill({ ports }: EngineWorld): EnginePorts {
  const cluster = { ...ports.cluster, awaitChange: async () => undefined };
  return { ...ports, cluster, pause: async () => undefined };
}

describe('operations on a site', () => {
  it.each<{ left: Wished; job: string; next: Wished; jobs: readonly string[] }>([
    { left: 'update', job: 'update', next: 'upgrade', jobs: ['migrate', 'update'] },
    { left: 'update', job: 'update', next: 'update', jobs: ['update'] },
    { left: 'update', job: 'update', next: 'suspend', jobs: ['suspend'] },
    { left: 'upgrade', job: 'migrate', next: 'suspend', jobs: ['suspend'] },
    { left: 'rollback', job: 'update', next: 'upgrade', jobs: ['migrate', 'update'] },
    { left: 'suspend', job: 'suspend', next: 'resume', jobs: ['resume'] },
    { left: 'upgrade', job: 'migrate', next: 'delete', jobs: ['suspend', 'drop-site'] },
  ])('$next ends the Job of a cancelled $left first', async ({ left, job, next, jobs }) => {
    const site = await aSite();
    const { world, id, posts } = site;
    await wishFor[left](world, id);
    site.cancelAtNextJob();
    await world.settle(id, standingStill(world));
    const running = await runningJobs(world);
    const { length: before } = posts;

    await wishFor[next](world, id);
    const tenant = await world.settle(id);

    expect(running).toEqual([job]);
    expect(tenant.last_operation).toMatchObject({ kind: next, state: 'succeeded' });
    expect(posts.slice(before)).toEqual(jobs.map((name) => ({ job: name, besides: [] })));
  });

  it('leave the Jobs of those that ended, for whoever reads their logs', async () => {
    const { world, id, posts } = await aSite();
    await wishFor.suspend(world, id);
    await world.settle(id);
    const list = { apiVersion: 'batch/v1', kind: 'Job', namespace: demoNamespace, limit: 100 };

    const { items } = await world.cluster.list(list);

    expect(posts.map(({ job }) => job)).toEqual(['provision', 'update', 'suspend']);
    expect(items.map(({ metadata }) => nameOf(metadata.name)).toSorted()).toEqual([
      'provision',
      'suspend',
      'update',
    ]);
  });
});
