import { afterEach, describe, expect, it } from 'vitest';
import type { ObjectRef } from '../../../../shared/kubernetes/object.ts';
import type { StepFindings } from '../../../../shared/provisioning/step-result.ts';
import { stopJobs } from '../../../../shared/provisioning/steps/delete-objects.ts';
import { aLivingTenant, closeLivingTenants, type Living } from '../../../fakes/living-tenant.ts';
import { aStepContext } from '../../../fakes/step-context.ts';

afterEach(closeLivingTenants);

const migration: ObjectRef = {
  apiVersion: 'batch/v1',
  kind: 'Job',
  namespace: 'workload-acme',
  name: 'migrate',
};

/** One run of the step over the tenant's migration. */
async function stop({ world, id }: Living) {
  const notes: StepFindings[] = [];
  const note = (findings: StepFindings) => void notes.push(findings);
  const context = await aStepContext(world, id, { note });
  const spec = { kind: 'stop-jobs', name: 'stop-jobs', deadlineMs: 1, refs: [migration] } as const;
  return { result: await stopJobs(context, spec), gone: notes.flatMap(({ gone = [] }) => gone) };
}

/** A living tenant whose migration has just begun. */
async function whileMigrating(labels: Readonly<Record<string, string>> = {}): Promise<Living> {
  const living = await aLivingTenant();
  const { cluster, clock } = living.world;
  const former = await cluster.read(migration);
  if (former === undefined) throw new Error('There is no migration');
  await cluster.delete(migration, former.metadata.uid);
  clock.advance(10_000);
  const metadata = { ...migration, labels: { ...former.metadata.labels, ...labels } };
  const { template, backoffLimit } = former['spec'] as Record<string, object>;
  const { metadata: podMetadata, ...pod } = template as Record<string, object>;
  const app = { metadata: { labels: { app: 'migrate' } } };
  const spec = { backoffLimit, template: { ...pod, ...(podMetadata && app) } };
  const { apiVersion, kind, ...named } = metadata;
  await cluster.create({ apiVersion, kind, metadata: named, ...{ spec } });
  return living;
}

describe('stopJobs()', () => {
  it('ends a Job that runs, and is done when it is gone', async () => {
    const living = await whileMigrating();

    const first = await stop(living);
    living.world.clock.advance(10_000);
    const second = await stop(living);

    expect(first).toMatchObject({ result: { kind: 'wait', reason: 'ObjectsEnding' }, gone: [] });
    expect(second).toEqual({ result: { kind: 'done' }, gone: [migration] });
    expect(await living.world.cluster.read(migration)).toBeUndefined();
  });

  it('leaves a Job that has ended, with the log of its pods', async () => {
    const living = await aLivingTenant();
    const before = await living.world.cluster.read(migration);

    const outcome = await stop(living);

    expect(before).toMatchObject({ status: { succeeded: 1 } });
    expect(outcome).toEqual({ result: { kind: 'done' }, gone: [] });
    expect(await living.world.cluster.read(migration)).toEqual(before);
  });

  it("leaves a stranger's Job alone", async () => {
    const living = await whileMigrating({ 'tenantry.dev/tenant': 'somebody-else' });

    const { result } = await stop(living);

    expect(result).toEqual({ kind: 'done' });
    expect((await living.world.cluster.read(migration))?.metadata).not.toHaveProperty(
      'deletionTimestamp',
    );
  });
});
