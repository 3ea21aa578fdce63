import type { KubernetesObject, V1Deployment } from '@kubernetes/client-node';
import { beforeAll, describe, expect, it } from 'vitest';
import { driftedFields } from '../../../shared/kubernetes/field-drift.ts';
import { tenantLabel } from '../../../shared/kubernetes/labels.ts';
import type { ObjectRef, ObservedObject } from '../../../shared/kubernetes/object.ts';
import type { Cluster } from '../../../shared/ports/cluster.ts';
import { aNamespaceIn, applyToLatest, create, latest, type Opened } from './cluster-under-test.ts';
import { aConfigMap, aDeployment, otherObjects, type Place } from './objects.ts';

/** A Deployment with all sorts of lists and maps. */
function aRichDeployment(metadata: Place): V1Deployment {
  const { spec, ...rest } = aDeployment(metadata, 2);
  const container = {
    name: 'main',
    image: 'example.test/image:1',
    args: ['a', 'b'],
    ports: [{ containerPort: 80 }, { name: 'dns', containerPort: 53, protocol: 'UDP' }],
    env: [
      { name: 'A', value: '1' },
      { name: 'B', valueFrom: { configMapKeyRef: { name: 'a', key: 'a' } } },
    ],
    resources: { limits: { cpu: '1000m' } },
    volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }],
  };
  const pod = {
    containers: [container],
    nodeSelector: { a: 'b' },
    volumes: [{ name: 'tmp', emptyDir: {} }],
  };
  const labels = { [tenantLabel]: 'a' };
  const template = { ...spec?.template, spec: pod };
  const selector = spec?.selector ?? {};
  return { ...rest, metadata: { ...metadata, labels }, spec: { replicas: 2, selector, template } };
}

function aService(metadata: Place): KubernetesObject {
  const ports = [
    { name: 'h', port: 80 },
    { name: 'd', port: 53, protocol: 'UDP' },
  ];
  const spec = { selector: { app: 'a' }, ports };
  return Object.assign({ apiVersion: 'v1', kind: 'Service', metadata }, { spec });
}

function lost(wanted: KubernetesObject, live: ObservedObject): readonly string[] {
  return driftedFields(wanted, live).map(({ pointer }) => pointer);
}

/** Scales to nothing; controllers may write in between, so it looks again a few times. */
async function untilScaled(cluster: Cluster, ref: ObjectRef): Promise<ObservedObject> {
  for (let tries = 0; tries < 20; tries += 1) {
    const { metadata } = await latest(cluster, ref);
    const isDone = await cluster.scale(ref, 0, metadata).then(
      () => true,
      () => false,
    );
    if (isDone) return await latest(cluster, ref);
  }
  throw new Error('Scaling does not succeed');
}

/** What Tenantry wrote is booked on it (`managedFields`), as drift is told by that. */
export function describeOwnership(opened: Opened): void {
  describe('managedFields', () => {
    let namespace: string;
    beforeAll(async () => {
      namespace = await aNamespaceIn(opened());
    });

    it('books everything that was created', async () => {
      const place = (name: string) => ({ namespace, name });
      const objects = [
        aConfigMap(place('booked')),
        aRichDeployment(place('booked')),
        aService(place('booked')),
        ...otherObjects(namespace),
      ];
      for (const object of objects) {
        const { created } = await create(opened(), object);

        expect([object.kind, lost(object, created)]).toEqual([object.kind, []]);
      }
    });

    it('books everything that was applied, in what a list answers', async () => {
      const { cluster } = opened();
      const place = { namespace, name: 'applied' };
      await create(opened(), aDeployment(place, 1));
      const metadata = { ...place, labels: { [tenantLabel]: 'applied' } };
      const wanted = { ...aDeployment(place, 3), metadata };

      await applyToLatest(cluster, wanted);

      const kind = { apiVersion: 'apps/v1', kind: 'Deployment' };
      const labelSelector = `${tenantLabel}=applied`;
      const { items } = await cluster.list({ ...kind, namespace, labelSelector, limit: 10 });
      expect(items.map((item) => lost(wanted, item))).toEqual([[]]);
    });

    it('does not book what was never written', async () => {
      const { created } = await create(
        opened(),
        aConfigMap({ namespace, name: 'less' }, { a: '1' }),
      );

      const wanted = aConfigMap({ namespace, name: 'less' }, { a: '1', b: '2' });

      expect(lost(wanted, created)).toEqual(['/data/b']);
    });

    it('books what was taken out by an apply no more', async () => {
      const place = { namespace, name: 'taken-out' };
      await create(opened(), aConfigMap(place, { a: '1', b: '2' }));

      const applied = await applyToLatest(opened().cluster, aConfigMap(place, { a: '1' }));

      expect(lost(aConfigMap(place, { a: '1', b: '2' }), applied)).toEqual(['/data/b']);
    });

    it.each([
      ['created', 3],
      ['applied', 2],
    ])(
      'shows a number of pods that was scaled after it was %s as it should be',
      async (name, applied) => {
        const { cluster } = opened();
        const place = { namespace, name: `scaled-${name}` };
        const { ref } = await create(opened(), aDeployment(place, 3));
        if (applied !== 3) await applyToLatest(cluster, aDeployment(place, applied));

        const scaled = await untilScaled(cluster, ref);

        expect(lost(aDeployment(place, 0), scaled)).toEqual([]);
      },
    );
  });
}
