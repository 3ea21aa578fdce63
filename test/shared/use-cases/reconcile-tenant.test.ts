import { afterEach, describe, expect, it } from 'vitest';
import type { StepsContext } from '../../../shared/blueprint/blueprint.ts';
import { tenantLabel } from '../../../shared/kubernetes/labels.ts';
import type { Cluster } from '../../../shared/ports/cluster.ts';
import type { EnginePorts } from '../../../shared/provisioning/engine-ports.ts';
import { ClusterError } from '../../../shared/tenant/cluster-error.ts';
import { reconcileTenant } from '../../../shared/use-cases/reconcile-tenant.ts';
import { aBlueprint, demoNamespace } from '../../builders/a-blueprint.ts';
import { createEngineWorld, type EngineWorld, type WorldParts } from '../../fakes/engine-world.ts';
import { dyingAt, failingAt, intercepted } from '../../fakes/faulty-ports.ts';

const open: EngineWorld[] = [];

function aWorld(parts: WorldParts = {}): EngineWorld {
  const world = createEngineWorld(parts);
  open.push(world);
  return world;
}

afterEach(() => {
  for (const world of open.splice(0)) world.close();
});

const kinds = [
  ['v1', 'ConfigMap'],
  ['v1', 'Service'],
  ['batch/v1', 'Job'],
] as const;

/** Kind and name of everything in the cluster that is the tenant's; Secrets are never listed. */
async function objectsOf({ cluster, tenant }: EngineWorld, id: string): Promise<readonly string[]> {
  const { slug, id8 } = await tenant(id);
  const labelSelector = `${tenantLabel}=${id}`;
  const lists = await Promise.all(
    kinds.map(([apiVersion, kind]) =>
      cluster.list({ apiVersion, kind, labelSelector, limit: 100 }),
    ),
  );
  const name = `${slug}-${id8}-credentials`;
  const secret = await cluster.read({
    apiVersion: 'v1',
    kind: 'Secret',
    namespace: demoNamespace,
    name,
  });
  const objects = [...lists.flatMap(({ items }) => items), ...(secret ? [secret] : [])];
  return objects.map((object) => `${object.kind} ${object.metadata.name}`).toSorted();
}

/** Names with the tenant's id8 left out, so that runs can be compared. */
async function shapeOf(world: EngineWorld, id: string): Promise<readonly string[]> {
  const { id8 } = await world.tenant(id);
  return (await objectsOf(world, id)).map((name) => name.replace(id8, '<id8>'));
}

const golden = [
  'ConfigMap acme-<id8>-greeting',
  'ConfigMap acme-<id8>-settings',
  'Job acme-<id8>-set-up',
  'Secret acme-<id8>-credentials',
  'Service acme-<id8>-web',
];

describe('reconcileTenant()', () => {
  it('brings a tenant to active with all its objects', async () => {
    const world = aWorld();
    const { id } = await world.create('acme');

    const tenant = await world.settle(id);

    expect(tenant).toMatchObject({
      status: 'active',
      health: 'healthy',
      site_url: 'https://acme.demo.test',
      observed_generation: 1,
      due: null,
      lease: null,
    });
    expect(await shapeOf(world, id)).toEqual(golden);
    expect(tenant.inventory).toHaveLength(golden.length);
  });

  it('gives an operation its time from its start on, however long it had to wait for that', async () => {
    const world = aWorld();
    const { id } = await world.create('acme');
    world.clock.advance(24 * 3_600_000);

    expect((await world.settle(id)).status).toBe('active');
  });

  it.each([
    ['refused by the check of the cluster', 'identity', null],
    ['cut off in its own first call', 'create', 1],
  ] as const)(
    'knows whether a run that was %s could have done what cannot be undone',
    async (...row) => {
      const [, method, irreversible] = row;
      const demo = aBlueprint();
      const steps = (context: StepsContext) =>
        demo
          .steps(context)
          .flatMap((step) => (step.kind === 'run-job' ? [{ ...step, isIrreversible: true }] : []));
      const refuse = async () => {
        throw new ClusterError('cluster_unavailable', 'Cannot ask', {
          ...{ class: 'retry', outcome: 'unknown' },
        });
      };
      const world = aWorld({
        blueprint: aBlueprint({ steps }),
        wrapCluster: (cluster) => ({ ...cluster, [method]: refuse }),
      });
      const { id } = await world.create('acme');

      await world.look(id);

      expect((await world.tenant(id)).irreversible_revision).toBe(irreversible);
    },
  );

  it('records every step with its times', async () => {
    const world = aWorld();
    const { id } = await world.create('acme');

    await world.settle(id);

    const { state, steps } = await world.operation(id);
    expect(state).toBe('succeeded');
    expect(steps.map((step) => [step.name, step.state])).toEqual([
      ['check-prerequisites', 'succeeded'],
      ['ensure-secrets', 'succeeded'],
      ['apply', 'succeeded'],
      ['set-up', 'succeeded'],
      ['await-ready', 'succeeded'],
      ['set-outputs', 'succeeded'],
    ]);
    expect(steps.every((step) => step.started_at !== null && step.ended_at !== null)).toBe(true);
  });

  it('says that the cluster is simulated', async () => {
    const world = aWorld();
    const { id } = await world.create('acme');

    const { conditions } = await world.settle(id);

    expect(conditions).toContainEqual(
      expect.objectContaining({ type: 'Simulated', status: 'True' }),
    );
  });

  it('keeps generated secrets out of every record', async () => {
    const world = aWorld();
    const { id } = await world.create('acme');

    const tenant = await world.settle(id);

    const { items: events } = await world.store.listEvents(id, { limit: 100 });
    const records = JSON.stringify([tenant, await world.operation(id), events]);
    expect(records).not.toContain('generated-');
  });

  it('waits for a missing namespace, names it, and goes on once it is there', async () => {
    const world = aWorld({ hasNamespace: false });
    const { id } = await world.create('acme');

    await reconcileTenant(world.ports, id);
    const waiting = await world.tenant(id);
    await world.cluster.create({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: demoNamespace },
    });
    const settled = await world.settle(id);

    expect(waiting.status).toBe('provisioning');
    expect(waiting.conditions).toContainEqual(
      expect.objectContaining({
        type: 'PrerequisitesMet',
        status: 'False',
        message: `The platform's owner must provide: Namespace ${demoNamespace}`,
      }),
    );
    expect(settled.status).toBe('active');
  });

  it('fails when a step has waited until its deadline, naming what it waited for', async () => {
    const world = aWorld({ hasNamespace: false });
    const { id } = await world.create('acme');

    const tenant = await world.settle(id);

    expect(tenant).toMatchObject({ status: 'failed', error_code: 'deadline_exceeded' });
    expect(tenant.error_message).toContain(`Namespace ${demoNamespace}`);
  });

  it('becomes active by a retry once the cause of a failure is mended', async () => {
    const world = aWorld({ hasNamespace: false });
    const { id } = await world.create('acme');
    await world.settle(id);
    const metadata = { name: demoNamespace };
    await world.cluster.create({ apiVersion: 'v1', kind: 'Namespace', metadata });

    await world.retry(id);
    const tenant = await world.settle(id);

    expect(tenant).toMatchObject({ status: 'active', error_code: null, generation: 2 });
    expect((await world.operation(id)).retry_of).not.toBeNull();
  });

  it('never touches an object of a stranger', async () => {
    const world = aWorld();
    const { id, id8 } = await world.create('acme');
    const name = `acme-${id8}-settings`;
    const metadata = { name, namespace: demoNamespace };
    const strange = await world.cluster.create({ apiVersion: 'v1', kind: 'ConfigMap', metadata });

    const tenant = await world.settle(id);
    await world.delete(id);
    const deleted = await world.settle(id);

    expect(tenant).toMatchObject({ status: 'failed', error_code: 'foreign_object' });
    expect(deleted.status).toBe('deleted');
    const ref = { apiVersion: 'v1', kind: 'ConfigMap', namespace: demoNamespace, name };
    expect(await world.cluster.read(ref)).toEqual(strange);
  });

  it('deletes everything, frees the names and leaves a tombstone', async () => {
    const world = aWorld();
    const { id } = await world.create('acme');
    await world.settle(id);

    await world.delete(id);
    const tenant = await world.settle(id);

    expect(tenant).toMatchObject({ status: 'deleted', claims: [], inventory: [], site_url: null });
    expect(await objectsOf(world, id)).toEqual([]);
    expect(await world.store.get('claims', 'slug:demo:acme')).toBeUndefined();
    expect((await world.create('acme')).id).not.toBe(id);
  });

  it('looks a second time, a lease and a call after the first look', async () => {
    const world = aWorld();
    const { id } = await world.create('acme');
    await world.settle(id);
    await world.delete(id);
    let late: string | undefined;

    for (let looks = 0; looks < 20 && late === undefined; looks += 1) {
      const { due } = await world.tenant(id);
      world.clock.advance(Math.max(0, Date.parse(due ?? '') - world.clock.now()));
      await reconcileTenant(world.ports, id);
      const { steps } = await world.operation(id);
      if (steps.at(-1)?.wait?.reason !== 'ConfirmingGone') continue;
      const labels = { [tenantLabel]: id };
      const metadata = { name: 'late', namespace: demoNamespace, labels };
      await world.cluster.create({ apiVersion: 'v1', kind: 'ConfigMap', metadata });
      late = 'ConfigMap late';
    }
    const tenant = await world.settle(id);

    expect(late).toBeDefined();
    expect(tenant.status).toBe('deleted');
    expect(await objectsOf(world, id)).toEqual([]);
  });

  it('gives up an unfinished create for a delete', async () => {
    const world = aWorld({ hasNamespace: false });
    const { id, last_operation } = await world.create('acme');
    await reconcileTenant(world.ports, id);

    await world.delete(id);
    const tenant = await world.settle(id);

    expect(tenant.status).toBe('deleted');
    expect((await world.store.get('operations', last_operation.id))?.state).toBe('superseded');
  });

  it('does nothing for a hint that is late, doubled or about nobody', async () => {
    const world = aWorld();
    const { id } = await world.create('acme');
    const settled = await world.settle(id);

    const results = [
      await reconcileTenant(world.ports, id),
      await reconcileTenant(world.ports, 'nobody'),
    ];

    expect(results).toEqual(['idle', 'idle']);
    expect(await world.tenant(id)).toEqual(settled);
  });

  it('starts no step after the program was told to stop, and gives the lease back', async () => {
    const stopping = new AbortController();
    const world = aWorld({
      wrapCluster: (cluster) => ({
        ...cluster,
        create: async (object) => {
          stopping.abort();
          return await cluster.create(object);
        },
      }),
    });
    const { id } = await world.create('acme');

    const reconciled = await reconcileTenant({ ...world.ports, stopping: stopping.signal }, id);

    const { lease, due } = await world.tenant(id);
    const { steps } = await world.operation(id);
    expect({ reconciled, lease, due }).toEqual({
      reconciled: 'worked',
      lease: null,
      due: new Date(world.clock.now()).toISOString(),
    });
    // The step under way, the first one that creates something, was finished and recorded.
    expect(steps.map(({ state }) => state)).toEqual([
      'succeeded',
      'succeeded',
      ...steps.slice(2).map(() => 'pending'),
    ]);
    expect(world.queue.hints.at(-1)).toEqual({ schema: 1, tenant_id: id });
    expect((await world.settle(id)).status).toBe('active');
  });

  it('ends a wait when the program is told to stop', async () => {
    const stopping = new AbortController();
    const world = aWorld();
    const { id } = await world.create('acme');
    const ports: EnginePorts = {
      ...world.ports,
      stopping: stopping.signal,
      // Waits as the real cluster does: until the signal, or for ever.
      cluster: {
        ...world.ports.cluster,
        awaitChange: async (_ref, { signal }) => {
          const { promise, resolve } = Promise.withResolvers<void>();
          signal?.addEventListener('abort', () => resolve());
          stopping.abort();
          await promise;
        },
      },
    };

    const reconciled = await reconcileTenant(ports, id);

    expect(reconciled).toBe('worked');
    expect((await world.tenant(id)).lease).toBeNull();
  });

  it('runs no step on a cluster that was rebuilt under its name', async () => {
    const world = aWorld();
    const { id } = await world.create('acme');
    await world.settle(id);
    await world.delete(id);
    const rebuilt = {
      ...world.ports,
      cluster: { ...world.cluster, identity: async () => 'other' },
    };

    await reconcileTenant(rebuilt, id);

    const tenant = await world.tenant(id);
    expect(tenant.status).toBe('deleting');
    expect((await world.operation(id)).steps[0]?.wait?.reason).toBe('ClusterLost');
    expect(await shapeOf(world, id)).toEqual(golden);
  });

  it('ends the same after dying at any call, before or after it took effect', async () => {
    const calls = await countCalls();
    const deaths = [false, true].flatMap((isAfter) =>
      Array.from({ length: calls }, (_, dieAt) => ({ dieAt, isAfter })),
    );

    for (const death of deaths) {
      const world = aWorld();
      const { id } = await world.create('acme');
      await expect(world.settle(id, dyingAt(world.ports, death))).rejects.toThrow('killed');
      const tenant = await world.settle(id);

      expect([death, tenant.status]).toEqual([death, 'active']);
      expect(await shapeOf(world, id)).toEqual(golden);
      await world.delete(id);
      expect((await world.settle(id)).status).toBe('deleted');
      expect(await objectsOf(world, id)).toEqual([]);
    }
    expect(calls).toBeGreaterThan(10);
  });

  it('deletes everything after dying at any call of a delete', async () => {
    const calls = await countCalls(async (world) => {
      const { id } = await world.create('acme');
      await world.settle(id);
      await world.delete(id);
      return id;
    });
    const deaths = [false, true].flatMap((isAfter) =>
      Array.from({ length: calls }, (_, dieAt) => ({ dieAt, isAfter })),
    );

    for (const death of deaths) {
      const world = aWorld();
      const { id } = await world.create('acme');
      await world.settle(id);
      await world.delete(id);
      await expect(world.settle(id, dyingAt(world.ports, death))).rejects.toThrow('killed');
      const tenant = await world.settle(id);

      expect([death, tenant.status]).toEqual([death, 'deleted']);
      expect(await objectsOf(world, id)).toEqual([]);
      expect(await world.store.get('claims', 'slug:demo:acme')).toBeUndefined();
    }
    expect(calls).toBeGreaterThan(15);
  });

  it.each(['retry', 'observe', 'wait'] as const)(
    'ends the same when any call answers once with an error of class %s',
    async (errorClass) => {
      const calls = await countCalls();

      for (let failAt = 0; failAt < calls; failAt += 1) {
        const world = aWorld({ wrapCluster: (cluster) => failingAt(cluster, failAt, errorClass) });
        const { id } = await world.create('acme');

        const tenant = await world.settle(id);

        expect([failAt, tenant.status]).toEqual([failAt, 'active']);
        expect(await shapeOf(world, id)).toEqual(golden);
      }
    },
  );
});

/** How many calls to the cluster an undisturbed operation makes, from its wish to its end. */
async function countCalls(
  wish: (world: EngineWorld) => Promise<string> = async (world) => (await world.create('acme')).id,
): Promise<number> {
  let calls = 0;
  const wrapCluster = (cluster: Cluster) =>
    intercepted(cluster, async (call) => {
      calls += 1;
      return await call();
    });
  const world = aWorld({ wrapCluster });
  const id = await wish(world);
  calls = 0;
  await world.settle(id);
  return calls;
}
