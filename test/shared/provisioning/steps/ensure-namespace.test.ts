import type { V1Namespace } from '@kubernetes/client-node';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  keptForAnnotation,
  keptFromAnnotation,
  ownerLabels,
} from '../../../../shared/kubernetes/labels.ts';
import { ensureNamespace } from '../../../../shared/provisioning/steps/ensure-namespace.ts';
import { releaseNamespace } from '../../../../shared/provisioning/steps/release-namespace.ts';
import { createEngineWorld, type EngineWorld } from '../../../fakes/engine-world.ts';
import { aStepContext } from '../../../fakes/step-context.ts';

let world: EngineWorld;
let id: string;

beforeEach(async () => {
  world = createEngineWorld();
  ({ id } = await world.create('acme'));
});

afterEach(() => world.close());

const name = 'tenant-acme';
const ref = { apiVersion: 'v1', kind: 'Namespace', name } as const;
const spec = { name: 'n', deadlineMs: 60_000 } as const;

function aNamespace(product = 'demo', tenantId = id): V1Namespace {
  return { ...ref, metadata: { name, labels: { ...ownerLabels(tenantId, product) } } };
}

async function ensure(organizationId = 'default') {
  const context = await aStepContext(world, id);
  const tenant = { ...context.tenant, organization_id: organizationId };
  return await ensureNamespace(
    { ...context, tenant },
    { ...spec, kind: 'ensure-namespace', namespace: aNamespace() },
  );
}

async function release(tenantId = id, namespace = aNamespace()) {
  const context = await aStepContext(world, tenantId);
  return await releaseNamespace(context, { ...spec, kind: 'release-namespace', namespace });
}

/** A namespace that was let go of by another tenant. */
async function leaveOne(product = 'demo'): Promise<void> {
  const { id: former } = await world.create('former');
  const namespace = aNamespace(product, former);
  await world.cluster.create(namespace);
  await release(former, namespace);
}

const refusal = { code: 'foreign_object', message: expect.stringContaining(name) };

describe('ensureNamespace()', () => {
  it('creates it, and finds it the next time', async () => {
    const first = await ensure();
    const created = await world.cluster.read(ref);
    const second = await ensure();

    expect([first.kind, second.kind]).toEqual(['done', 'done']);
    expect(created?.metadata.labels).toMatchObject({ 'tenantry.dev/tenant': id });
    expect(await world.cluster.read(ref)).toEqual(created);
  });

  it('refuses one that somebody else made, even for tenants, and leaves it as it is', async () => {
    const labels = { 'tenantry.dev/managed': 'true', 'app.kubernetes.io/managed-by': 'tenantry' };
    const before = await world.cluster.create({ ...ref, metadata: { name, labels } });

    await expect(ensure()).rejects.toMatchObject(refusal);

    expect(await world.cluster.read(ref)).toEqual(before);
  });

  it('refuses one of another tenant', async () => {
    await world.cluster.create(aNamespace('demo', 'another'));

    await expect(ensure()).rejects.toMatchObject(refusal);
  });

  it('waits for one that is ending', async () => {
    const { metadata } = await world.cluster.create(aNamespace());
    await world.cluster.delete(ref, metadata.uid);

    expect(await ensure()).toMatchObject({ kind: 'wait', reason: 'NamespaceTerminating' });
  });

  it('takes up one that a tenant of the same organization and product left', async () => {
    await leaveOne();
    const left = await world.cluster.read(ref);

    const result = await ensure();

    const taken = await world.cluster.read(ref);
    expect(result.kind).toBe('done');
    expect(taken?.metadata.uid).toBe(left?.metadata.uid);
    expect(taken?.metadata.labels).toMatchObject({ 'tenantry.dev/tenant': id });
    expect(taken?.metadata.annotations ?? {}).toEqual({});
  });

  it.each([
    ['another organization', 'demo', 'other'],
    ['another product', 'other', 'default'],
  ])('refuses one that was left by a tenant of %s', async (_, product, organization) => {
    await leaveOne(product);
    const left = await world.cluster.read(ref);

    await expect(ensure(organization)).rejects.toMatchObject(refusal);

    expect(await world.cluster.read(ref)).toEqual(left);
  });
});

describe('releaseNamespace()', () => {
  it('takes the label off and says for whom it is kept, however often it runs', async () => {
    await ensure();

    await release();
    const first = await world.cluster.read(ref);
    const { kind } = await release();

    const { labels, annotations } = first?.metadata ?? {};
    expect(kind).toBe('done');
    expect(labels).not.toHaveProperty('tenantry.dev/tenant');
    expect(annotations).toEqual({ [keptFromAnnotation]: id, [keptForAnnotation]: 'default' });
    expect(await world.cluster.read(ref)).toEqual(first);
  });

  it.each([
    ['is gone', undefined],
    ['is a stranger’s', { ...ref, metadata: { name } }],
  ])('leaves one as it is that %s', async (_, stranger) => {
    const before = stranger && (await world.cluster.create(stranger));

    const { kind } = await release();

    expect(kind).toBe('done');
    expect(await world.cluster.read(ref)).toEqual(before);
  });
});
