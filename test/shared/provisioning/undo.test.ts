import { afterEach, describe, expect, it } from 'vitest';
import { simulationPlanName } from '../../../shared/adapters/embedded/simulated-progress.ts';
import type { Blueprint, StepsContext } from '../../../shared/blueprint/blueprint.ts';
import type { StepSpec } from '../../../shared/blueprint/step-spec.ts';
import { refOf } from '../../../shared/kubernetes/object.ts';
import { namesToUndo, undoSpecs } from '../../../shared/provisioning/undo.ts';
import { ClusterError } from '../../../shared/tenant/cluster-error.ts';
import { reconcileTenant } from '../../../shared/use-cases/reconcile-tenant.ts';
import { aBlueprint, demoNamespace } from '../../builders/a-blueprint.ts';
import { aStepRecord } from '../../builders/a-step-record.ts';
import { anOperation } from '../../builders/an-operation.ts';
import { createEngineWorld, type EngineWorld, type WorldParts } from '../../fakes/engine-world.ts';
import { dyingAt, failingAt } from '../../fakes/faulty-ports.ts';
import { objectsOfTenant } from '../../fakes/tenant-outcome.ts';

const open: EngineWorld[] = [];
afterEach(() => {
  for (const world of open.splice(0)) world.close();
});

const demo = aBlueprint();

/** Takes back what an `apply-objects` step did; no other step is taken back. */
function deletion(step: StepSpec): StepSpec | undefined {
  if (step.kind !== 'apply-objects') return undefined;
  const refs = step.objects.map(({ object }) => refOf(object));
  return { kind: 'delete-objects', name: 'remove', deadlineMs: 60_000, refs };
}

/** The demo product, whose objects are deleted again when its creation fails. */
function undoable(
  changes: Pick<Partial<StepSpec>, 'isPatient' | 'deadlineMs'>,
  undo = deletion,
): Blueprint {
  const steps = (context: StepsContext) =>
    demo.steps(context).map((step): StepSpec => {
      const takenBack = context.kind === 'create' ? undo(step) : undefined;
      return takenBack === undefined ? step : { ...step, undo: takenBack, ...changes };
    });
  return aBlueprint({ steps });
}

function aWorld(parts: WorldParts): EngineWorld {
  const world = createEngineWorld(parts);
  open.push(world);
  return world;
}

/** Has the tenant's Job fail from now on, or end as it should. */
async function planFailure({ cluster }: EngineWorld, message: string | undefined): Promise<void> {
  const metadata = { name: simulationPlanName, namespace: demoNamespace };
  const ref = { apiVersion: 'v1', kind: 'ConfigMap', ...metadata };
  const have = await cluster.read(ref);
  if (have !== undefined) await cluster.delete(ref, have.metadata.uid);
  if (message === undefined) return;
  await cluster.create({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata,
    data: { 'set-up': message },
  } as never);
}

async function aFailingCreate(parts: WorldParts = { blueprint: undoable({}) }) {
  const world = aWorld(parts);
  await planFailure(world, 'no such schema');
  const { id } = await world.create('acme');
  return { world, id };
}

async function statesOf(world: EngineWorld, id: string) {
  const { steps } = await world.operation(id);
  return Object.fromEntries(steps.map(({ name, state }) => [name, state]));
}

describe('namesToUndo()', () => {
  const spec = { kind: 'set-outputs', deadlineMs: 1, siteUrl: null, outputs: {} } as const;
  const undo: StepSpec = { ...spec, name: 'back' };
  const specs: readonly StepSpec[] = [
    { ...spec, name: 'one', undo },
    { ...spec, name: 'two' },
    { ...spec, name: 'three', undo },
    { ...spec, name: 'four', undo },
    { ...spec, name: 'five', undo },
  ];
  const steps = [
    aStepRecord({ name: 'one', state: 'succeeded', attempts: 1 }),
    aStepRecord({ name: 'two', state: 'succeeded', attempts: 1 }),
    aStepRecord({ name: 'three', state: 'skipped', attempts: 1 }),
    aStepRecord({ name: 'four', state: 'failed', attempts: 3 }),
    aStepRecord({ name: 'five' }),
  ];

  it('are those of the steps that ran, the failed one included, the last first', () => {
    expect(namesToUndo(anOperation({ steps }), specs)).toEqual(['undo-four', 'undo-one']);
  });

  it.each(['update', 'upgrade', 'rollback', 'suspend', 'resume', 'delete'] as const)(
    'are none for %s: there is something to keep',
    (kind) => {
      expect(namesToUndo(anOperation({ kind, steps }), specs)).toEqual([]);
    },
  );

  it('are none when it was a patient step that ran out of time', () => {
    const patient = specs.map((each) => ({ ...each, isPatient: each.name === 'four' }));

    expect(namesToUndo(anOperation({ steps }), patient)).toEqual([]);
  });

  it('are none when the next step was never tried: its time was over before', () => {
    const untried = steps.map((step) =>
      step.name === 'four' ? aStepRecord({ name: 'four' }) : step,
    );

    expect(namesToUndo(anOperation({ steps: untried }), specs)).toEqual([]);
  });

  it('are none when they are known already', () => {
    const error = { code: 'job_failed', message: 'Job failed', retryable: false };

    expect(namesToUndo(anOperation({ steps, error }), specs)).toEqual([]);
  });

  it('have the specs of what takes back, under names of their own', () => {
    expect(undoSpecs(specs).map(({ name }) => name)).toEqual([
      'undo-one',
      'undo-three',
      'undo-four',
      'undo-five',
    ]);
  });
});

describe('a creation that fails for good', () => {
  it('takes back what it did and then fails with what went wrong', async () => {
    const { world, id } = await aFailingCreate();

    const tenant = await world.settle(id);

    expect(tenant).toMatchObject({ status: 'failed', error_code: 'job_failed' });
    expect(tenant.error_message).toMatch(/no such schema/);
    expect(await statesOf(world, id)).toMatchObject({
      ...{ apply: 'undone', 'set-up': 'failed', 'await-ready': 'pending' },
      'undo-apply': 'succeeded',
    });
    const kinds = (await objectsOfTenant(world, id)).map(({ kind }) => kind);
    expect(kinds).not.toContain('ConfigMap');
    expect(kinds).not.toContain('Service');
  });

  it('can be retried from the beginning', async () => {
    const { world, id } = await aFailingCreate();
    await world.settle(id);
    await planFailure(world, undefined);

    await world.retry(id);

    expect(await world.settle(id)).toMatchObject({ status: 'active', error_code: null });
  });

  it('can be deleted', async () => {
    const { world, id } = await aFailingCreate();
    await world.settle(id);

    await world.delete(id);

    expect((await world.settle(id)).status).toBe('deleted');
    expect(await objectsOfTenant(world, id)).toEqual([]);
  });

  it('fails with the same when what takes back fails too', async () => {
    const never = (step: StepSpec): StepSpec | undefined =>
      step.kind === 'apply-objects'
        ? { ...step, name: 'back', objects: [invalidObject], deadlineMs: 1_000 }
        : undefined;
    const { world, id } = await aFailingCreate({ blueprint: undoable({}, never) });

    const tenant = await world.settle(id);

    expect(tenant).toMatchObject({ status: 'failed', error_code: 'job_failed' });
    expect(await statesOf(world, id)).toMatchObject({ apply: 'succeeded' });
  });

  it('takes back the rest when one part cannot be taken back', async () => {
    const back = (step: StepSpec): StepSpec | undefined => {
      if (step.kind !== 'ensure-secrets') return deletion(step);
      return { kind: 'apply-objects', name: 'back', objects: [invalidObject], deadlineMs: 1_000 };
    };
    const reversed = (context: StepsContext) => undoable({}, back).steps(context);
    const { world, id } = await aFailingCreate({ blueprint: aBlueprint({ steps: reversed }) });

    await world.settle(id);

    expect(await statesOf(world, id)).toMatchObject({ apply: 'undone' });
  });

  it('ends the same when the process dies at any call, before or after it took effect', async () => {
    const deaths = Array.from({ length: 40 }, (_, dieAt) => dieAt);
    for (const dieAt of deaths) {
      for (const isAfter of [false, true]) {
        const { world, id } = await aFailingCreate();
        await world.settle(id, dyingAt(world.ports, { dieAt, isAfter })).catch(() => undefined);

        const { status, error_code } = await world.settle(id);

        const objects = await objectsOfTenant(world, id);
        const kinds = objects.map(({ kind }) => kind).filter((kind) => kind === 'ConfigMap');
        expect({ dieAt, isAfter, status, error_code, kinds }).toEqual({
          ...{ dieAt, isAfter, status: 'failed', error_code: 'job_failed', kinds: [] },
        });
      }
    }
  }, 120_000);
});

const invalidObject = {
  stage: 'config',
  object: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'A', namespace: 'nowhere' } },
} as const;

describe('a patient step', () => {
  /** The demo product; its objects are refused as long as `fault.isOn`. */
  function aPatientWorld(deadlineMs = 3_600_000) {
    const fault = { isOn: true };
    const world = aWorld({
      blueprint: undoable({ isPatient: true, deadlineMs }),
      wrapCluster: (cluster) => ({
        ...cluster,
        create: async (object) => {
          if (!fault.isOn || object.kind !== 'Service') return await cluster.create(object);
          const details = { class: 'terminal', outcome: 'not-done' } as const;
          throw new ClusterError('quota_exceeded', 'Cannot create Service: quota', details);
        },
      }),
    });
    return { world, fault };
  }

  it('waits, with its name, for what no retry mends, and goes on when it is mended', async () => {
    const { world, fault } = aPatientWorld();
    const { id } = await world.create('acme');
    for (let look = 0; look < 5; look += 1) {
      await reconcileTenant(world.ports, id);
      world.clock.advance(60_000);
    }
    const waiting = await world.tenant(id);

    fault.isOn = false;

    expect(waiting).toMatchObject({ status: 'provisioning', error_code: null });
    expect(waiting.conditions).toContainEqual(
      expect.objectContaining({ type: 'Progressing', reason: 'QuotaExceeded' }),
    );
    expect((await world.settle(id)).status).toBe('active');
  });

  it('fails when its time is over, and nothing is taken back', async () => {
    const { world } = aPatientWorld(60_000);
    const { id } = await world.create('acme');

    const tenant = await world.settle(id);

    expect(tenant).toMatchObject({ status: 'failed', error_code: 'deadline_exceeded' });
    expect(tenant.error_message).toMatch(/quota/);
    const kinds = (await objectsOfTenant(world, id)).map(({ kind }) => kind);
    expect(kinds).toContain('ConfigMap');
  });

  it('is not more patient than others with what a retry mends', async () => {
    const world = aWorld({
      blueprint: undoable({ isPatient: true }),
      wrapCluster: (cluster) => failingAt(cluster, 3, 'retry'),
    });
    const { id } = await world.create('acme');

    expect((await world.settle(id)).status).toBe('active');
  });
});
