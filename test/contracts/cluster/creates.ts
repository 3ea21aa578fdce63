import { beforeAll, describe, expect, it } from 'vitest';
import { aNamespaceIn, create, latest, type Opened } from './cluster-under-test.ts';
import { aConfigMap, aDeployment, aJob, aSecret, otherObjects } from './objects.ts';

/** A POST stores a new object completely, or refuses it and says why. */
export function describeCreate(opened: Opened): void {
  describe('create()', () => {
    let namespace: string;
    beforeAll(async () => {
      namespace = await aNamespaceIn(opened());
    });

    it('returns the stored object with uid, version and the time of its creation', async () => {
      const { created } = await create(opened(), aConfigMap({ namespace, name: 'stored' }));

      expect(created).toMatchObject({
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: {
          namespace,
          name: 'stored',
          uid: expect.stringMatching(/^[0-9a-f-]{36}$/),
          resourceVersion: expect.stringMatching(/^\d+$/),
          creationTimestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
        },
        data: { a: '1' },
      });
    });

    it('refuses a name that is taken', async () => {
      const object = aConfigMap({ namespace, name: 'taken' });
      await create(opened(), object);

      await expect(opened().cluster.create(object)).rejects.toMatchObject({
        code: 'already_exists',
        class: 'observe',
        outcome: 'not-done',
        status: 409,
      });
    });

    it('refuses an object whose namespace does not exist', async () => {
      const object = aConfigMap({ namespace: `${namespace}-not`, name: 'lost' });

      await expect(opened().cluster.create(object)).rejects.toMatchObject({
        code: 'namespace_missing',
        class: 'observe',
        outcome: 'not-done',
        status: 404,
      });
    });

    it('refuses an object that names no namespace although its kind has them', async () => {
      const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'nowhere' } };

      await expect(opened().cluster.create(object)).rejects.toMatchObject({
        code: 'invalid_object',
        class: 'terminal',
        outcome: 'not-done',
      });
    });

    it.each([
      ['upper case', 'Acme'],
      ['an underscore', 'a_b'],
      ['a hyphen at its end', 'a-'],
      ['254 characters', 'a'.repeat(254)],
    ])('refuses a name with %s', async (_what, name) => {
      await expect(opened().cluster.create(aConfigMap({ namespace, name }))).rejects.toMatchObject({
        code: 'invalid_object',
        class: 'terminal',
        outcome: 'not-done',
        status: 422,
      });
    });

    it('refuses a label value with a space', async () => {
      const object = aConfigMap({ namespace, name: 'labelled' });
      const labelled = { ...object, metadata: { ...object.metadata, labels: { a: 'b c' } } };

      await expect(opened().cluster.create(labelled)).rejects.toMatchObject({
        code: 'invalid_object',
        status: 422,
      });
    });

    it('refuses a Job whose name does not fit into a label', async () => {
      const job = aJob({ namespace, name: 'j'.repeat(64) });

      await expect(opened().cluster.create(job)).rejects.toMatchObject({
        code: 'invalid_object',
        class: 'terminal',
        status: 422,
      });
    });

    it('refuses a namespace with a dot', async () => {
      const object = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'a.b' } };

      await expect(opened().cluster.create(object)).rejects.toMatchObject({
        code: 'invalid_object',
      });
    });

    it('says of a Secret that it is wrong, but not what its values are', async () => {
      const object = aSecret({ namespace, name: 'Wrong' });

      const error = await opened().cluster.create(object).catch(String);

      expect(error).toMatch(/^ClusterError: Cannot create "Secret .*Wrong":/);
      expect(error).not.toContain('sesame');
    });

    it('stores what a Secret gives as text in base64 and nothing as text', async () => {
      const { created } = await create(opened(), aSecret({ namespace, name: 'encoded' }));

      expect(created).toMatchObject({
        type: 'Opaque',
        data: { password: Buffer.from('open sesame').toString('base64') },
      });
      expect(created).not.toHaveProperty('stringData');
    });

    it('gives a namespace its phase and the label with its name', async () => {
      const created = await latest(opened().cluster, {
        apiVersion: 'v1',
        kind: 'Namespace',
        name: namespace,
      });

      expect(created).toMatchObject({
        metadata: { labels: { 'kubernetes.io/metadata.name': namespace } },
        status: { phase: 'Active' },
      });
    });

    it('gives a Service an address and completes its ports', async () => {
      const metadata = { namespace, name: 'service' };
      const spec = { selector: { app: 'a' }, ports: [{ port: 80 }] };

      const { created } = await create(opened(), {
        ...{ apiVersion: 'v1', kind: 'Service', metadata },
        ...{ spec },
      });

      expect(created['spec']).toMatchObject({
        clusterIP: expect.stringMatching(/^10\./),
        type: 'ClusterIP',
        ports: [{ port: 80, protocol: 'TCP', targetPort: 80 }],
      });
    });

    it('gives a Deployment one replica when it names none', async () => {
      const { created } = await create(opened(), aDeployment({ namespace, name: 'one' }));

      expect(created).toMatchObject({ metadata: { generation: 1 }, spec: { replicas: 1 } });
    });

    it('keeps what objects of every other kind say', async () => {
      for (const object of otherObjects(namespace)) {
        const { created } = await create(opened(), object);

        expect(created).toMatchObject(object);
      }
    });

    it('counts generations of kinds whose spec is worked on, and of no others', async () => {
      const [account, , , policy, scaler, ingress, budget] = otherObjects(
        await aNamespaceIn(opened()),
      );

      const created = await Promise.all(
        [account, policy, scaler, ingress, budget].map(
          async (object) => await opened().cluster.create(object ?? {}),
        ),
      );

      expect(created.map(({ metadata }) => metadata.generation)).toEqual([
        undefined,
        1,
        undefined,
        1,
        1,
      ]);
    });
  });
}
