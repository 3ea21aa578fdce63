import type { KubernetesObject } from '@kubernetes/client-node';
import { beforeAll, describe, expect, it } from 'vitest';
import { aNamespaceIn, create, eventuallyGone, type Opened } from './cluster-under-test.ts';

/**
 * The kinds of the Secrets Store CSI Driver. Beside the contract, because a real API server serves
 * one of them only where its definition was installed.
 */
export function describeSecretFiles(opened: Opened): void {
  describe('kinds of the Secrets Store CSI Driver', () => {
    let namespace: string;
    beforeAll(async () => {
      namespace = await aNamespaceIn(opened());
    });

    function aClass(name: string, provider: string): KubernetesObject & { spec: object } {
      return {
        apiVersion: 'secrets-store.csi.x-k8s.io/v1',
        kind: 'SecretProviderClass',
        metadata: { namespace, name },
        spec: { provider, parameters: { secrets: '[]' } },
      };
    }

    it('keeps what a SecretProviderClass says, and counts its generations', async () => {
      const { cluster } = opened();
      const { created } = await create(opened(), aClass('counted', 'gcp'));

      const applied = await cluster.apply(aClass('counted', 'gke'), created.metadata);
      const again = await cluster.apply(aClass('counted', 'gke'), applied.metadata);

      expect(created).toMatchObject({ ...aClass('counted', 'gcp'), metadata: { generation: 1 } });
      expect(applied).toMatchObject({ ...aClass('counted', 'gke'), metadata: { generation: 2 } });
      expect(again.metadata.resourceVersion).toBe(applied.metadata.resourceVersion);
      expect(created['status']).toBeUndefined();
    });

    it('deletes a SecretProviderClass', async () => {
      const { ref, created } = await create(opened(), aClass('gone', 'gcp'));

      await opened().cluster.delete(ref, created.metadata.uid);

      await eventuallyGone(opened().cluster, ref);
    });

    it('reads a CSIDriver without a namespace', async () => {
      const name = `contract-${Date.now().toString(36)}.example`;
      const spec = { volumeLifecycleModes: ['Ephemeral'], attachRequired: false };
      const driver = { apiVersion: 'storage.k8s.io/v1', kind: 'CSIDriver', metadata: { name } };
      const { ref, created } = await create(opened(), { ...driver, ...{ spec } });

      const found = await opened().cluster.read(ref);
      await opened().cluster.delete(ref, created.metadata.uid);

      expect(found).toMatchObject({ metadata: { name }, spec });
      expect(found?.metadata.generation).toBeUndefined();
      expect(found?.metadata.namespace).toBeUndefined();
      await eventuallyGone(opened().cluster, ref);
    });
  });
}
