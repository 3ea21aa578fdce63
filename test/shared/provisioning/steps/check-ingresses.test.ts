import type { KubernetesObject, V1Ingress, V1Secret } from '@kubernetes/client-node';
import { afterEach, describe, expect, it } from 'vitest';
import type { CheckIngresses } from '../../../../shared/blueprint/step-spec.ts';
import { refOf } from '../../../../shared/kubernetes/object.ts';
import type { Cluster } from '../../../../shared/ports/cluster.ts';
import type { StepContext } from '../../../../shared/provisioning/step-implementation.ts';
import type { StepResult } from '../../../../shared/provisioning/step-result.ts';
import { checkIngresses } from '../../../../shared/provisioning/steps/check-ingresses.ts';
import { ClusterError, type ClusterErrorCode } from '../../../../shared/tenant/cluster-error.ts';
import type { ConditionFact } from '../../../../shared/tenant/condition.ts';
import { addMs } from '../../../../shared/tenant/time.ts';
import { demoNamespace } from '../../../builders/a-blueprint.ts';
import { aTlsSecret, type CertificateParts } from '../../../builders/a-certificate.ts';
import { aStepRecord } from '../../../builders/a-step-record.ts';
import { anIngress } from '../../../contracts/cluster/objects.ts';
import { createEngineWorld, type EngineWorld } from '../../../fakes/engine-world.ts';
import { aStepContext } from '../../../fakes/step-context.ts';

const worlds: EngineWorld[] = [];
afterEach(() => {
  for (const world of worlds.splice(0)) world.close();
});

const host = 'web.example.com';
const place = { namespace: demoNamespace, name: 'web' };
const secretPlace = { namespace: demoNamespace, name: 'other-tls' };
const patienceMs = 180_000;

const spec: CheckIngresses = {
  kind: 'check-ingresses',
  name: 'await-ingress',
  deadlineMs: 600_000,
  refs: [refOf(anIngress(place, host))],
  patienceMs,
  awaitsCertificates: true,
};

interface Parts {
  /** `nginx` has a controller. */
  readonly className?: string;
  readonly isIssued?: boolean;
  readonly hasIngress?: boolean;
  readonly certificate?: CertificateParts;
  readonly secret?: V1Secret;
  readonly wrapCluster?: (cluster: Cluster) => Cluster;
}

function ingressOf({ className = 'nginx', isIssued = false }: Parts): V1Ingress {
  const ingress = anIngress(place, host, className);
  const annotations = { 'cert-manager.io/cluster-issuer': 'ca' };
  return isIssued ? { ...ingress, metadata: { ...ingress.metadata, annotations } } : ingress;
}

interface Scene {
  readonly world: EngineWorld;
  readonly context: StepContext;
}

/** A cluster in which everything that is to come by itself has come. */
async function aScene(parts: Parts): Promise<Scene> {
  const { hasIngress = true, certificate, wrapCluster = (same) => same } = parts;
  const world = createEngineWorld();
  worlds.push(world);
  const objects: readonly (KubernetesObject | undefined)[] = [
    hasIngress ? ingressOf(parts) : undefined,
    parts.secret ?? (certificate && aTlsSecret(secretPlace, certificate)),
  ];
  for (const object of objects) if (object !== undefined) await world.cluster.create(object);
  world.clock.advance(1_000);
  const { id } = await world.create('acme');
  return { world, context: await aStepContext(world, id, { cluster: wrapCluster(world.cluster) }) };
}

/** The context of a later run of the step, which began so long ago. */
function later(context: StepContext, ms: number): StepContext {
  const step = aStepRecord({ name: spec.name, started_at: addMs(context.now, -ms) });
  return { ...context, operation: { ...context.operation, steps: [step] } };
}

function factOf({ conditions = [] }: StepResult): ConditionFact | undefined {
  expect(conditions.map(({ type }) => type)).toEqual(['IngressReady']);
  return conditions[0];
}

describe('checkIngresses()', () => {
  it('is done when addresses and certificates are there', async () => {
    const certificate = { hosts: ['*.example.com'], until: '2098-02-03T00:00:00Z' };
    const { context } = await aScene({ certificate });

    const result = await checkIngresses(context, spec);

    expect(result.kind).toBe('done');
    expect(factOf(result)).toMatchObject({
      status: 'True',
      message: 'Reached at 203.0.113.7; certificates until 2098-02-03',
    });
  });

  it('is done where there is no Ingress to look at', async () => {
    const { context } = await aScene({});

    const result = await checkIngresses(context, { ...spec, refs: [] });

    expect(result.kind).toBe('done');
    expect(factOf(result)).toMatchObject({ status: 'True', reason: 'NotNeeded' });
  });

  it.each<[string, Parts, string]>([
    ['an address', { className: 'other' }, 'NoAddress'],
    ['an Ingress that has gone meanwhile', { hasIngress: false }, 'NotFound'],
    ['a certificate that somebody makes', { isIssued: true }, 'CertificateMissing'],
    [
      'a certificate for the hosts of now',
      { isIssued: true, certificate: { hosts: ['former.example.com'] } },
      'CertificateForOtherHost',
    ],
    [
      'a certificate that somebody renews',
      { isIssued: true, certificate: { hosts: [host], until: '2020-02-01T00:00:00Z' } },
      'CertificateExpired',
    ],
  ])('waits for %s, and then goes on without', async (_what, parts, reason) => {
    const { context } = await aScene(parts);

    const first = await checkIngresses(context, spec);
    const last = await checkIngresses(later(context, patienceMs - 1), spec);
    const over = await checkIngresses(later(context, patienceMs), spec);

    expect([first, last]).toMatchObject([
      { kind: 'wait', reason },
      { kind: 'wait', reason },
    ]);
    expect(over.kind).toBe('done');
    for (const result of [first, last, over]) {
      expect(factOf(result)).toMatchObject({ status: 'False', reason });
    }
  });

  it('looks as soon as the Ingress changes that has no address', async () => {
    const { context, world } = await aScene({});
    const other = { namespace: demoNamespace, name: 'other' };
    const { metadata } = await world.cluster.create(anIngress(other, 'b.example.com', 'other'));
    const refs = [...spec.refs, refOf(anIngress(other, host))];

    const result = await checkIngresses(context, { ...spec, refs });

    expect(result).toMatchObject({
      kind: 'wait',
      watch: { ref: refs[1], resourceVersion: metadata.resourceVersion },
    });
  });

  it('watches no Secret', async () => {
    const { context } = await aScene({ isIssued: true });

    expect(await checkIngresses(context, spec)).not.toHaveProperty('watch');
  });

  it('does not wait for what an earlier operation waited for in vain', async () => {
    const { context } = await aScene({ className: 'other' });
    const waited = factOf(await checkIngresses(context, spec));
    if (waited === undefined) throw new Error('No condition was stated');
    const told = (message: string) => ({
      ...context,
      tenant: {
        ...context.tenant,
        conditions: [
          { ...waited, message, observed_generation: 1, last_transition_time: context.now },
        ],
      },
    });

    expect(await checkIngresses(told(waited.message), spec)).toMatchObject({ kind: 'done' });
    expect(await checkIngresses(told('another'), spec)).toMatchObject({ kind: 'wait' });
    // In this operation it is its own wait that the condition tells of.
    expect(await checkIngresses(later(told(waited.message), 5_000), spec)).toMatchObject({
      kind: 'wait',
    });
  });

  it.each<[string, Parts, boolean]>([
    ['that nobody makes', {}, true],
    ['that nobody waits for', { isIssued: true }, false],
  ])('does not wait for a certificate %s', async (_what, parts, awaitsCertificates) => {
    const { context } = await aScene(parts);

    const result = await checkIngresses(context, { ...spec, awaitsCertificates });

    expect(result.kind).toBe('done');
    expect(factOf(result)).toMatchObject({ status: 'False', reason: 'CertificateMissing' });
  });

  function refusing(code: ClusterErrorCode, kind: string) {
    return (cluster: Cluster): Cluster => ({
      ...cluster,
      read: async (ref) => {
        if (ref.kind !== kind) return await cluster.read(ref);
        throw new ClusterError(code, 'Cannot read', { class: 'retry', outcome: 'not-done' });
      },
    });
  }

  it('does not know a certificate that it may not read, and goes on', async () => {
    const wrapCluster = refusing('cluster_forbidden', 'Secret');
    const { context } = await aScene({ isIssued: true, wrapCluster });

    const result = await checkIngresses(context, spec);

    expect(result.kind).toBe('done');
    expect(factOf(result)).toMatchObject({ status: 'Unknown', reason: 'CertificateForbidden' });
  });

  it.each(['Ingress', 'Secret'])('leaves it to the engine when no %s is answered', async (kind) => {
    const { context } = await aScene({ wrapCluster: refusing('cluster_unavailable', kind) });

    await expect(checkIngresses(context, spec)).rejects.toMatchObject({
      code: 'cluster_unavailable',
    });
  });

  const opaque = { ...aTlsSecret(secretPlace, { hosts: [host] }), type: 'Opaque' };
  const torn = { ...aTlsSecret(secretPlace, { hosts: [] }), data: { 'tls.crt': 'AAAA' } };
  const lacks: readonly Parts[] = [
    {},
    { hasIngress: false },
    { className: 'other' },
    { secret: opaque },
    { secret: torn },
    { certificate: { hosts: [] } },
    { certificate: { hosts: [host], from: '2090-01-01T00:00:00Z' } },
    { certificate: { hosts: [host], until: '2020-02-01T00:00:00Z' } },
  ];
  const all = lacks.flatMap((parts) => [parts, { ...parts, isIssued: true }]);

  it.each(all)('never fails for what is missing, and always ends (%#)', async (parts) => {
    const { context } = await aScene(parts);

    const first = await checkIngresses(context, spec);
    const over = await checkIngresses(later(context, patienceMs), spec);

    expect(first.kind).not.toBe('failed');
    expect(over.kind).toBe('done');
    expect(factOf(over)?.status).toBe('False');
  });
});
