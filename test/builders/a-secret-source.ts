import type { V1Secret } from '@kubernetes/client-node';
import type { ObservedObject } from '../../shared/kubernetes/object.ts';
import type { Cluster } from '../../shared/ports/cluster.ts';

/** The namespace of the Secrets that a platform's owner provides. */
export const sourceNamespace = 'a2a-server';

/** What image pulls need. */
export function aPullSecret(value = 'first'): V1Secret {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { namespace: sourceNamespace, name: 'gcr-pull-secret' },
    type: 'kubernetes.io/dockerconfigjson',
    data: { '.dockerconfigjson': encoded(`{"auths":{"example.test":{"auth":"${value}"}}}`) },
  };
}

/** The shared database's address, with a key that no tenant needs. */
export function aDatabaseSecret(value = 'first'): V1Secret {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { namespace: sourceNamespace, name: 'codetether-db-credentials' },
    type: 'Opaque',
    data: {
      DATABASE_URL: encoded(`postgresql://${value}@database/tenants`),
      ADMIN_URL: encoded('postgresql://root@database'),
    },
  };
}

/** Puts both and their namespace into the cluster, as the owner would. */
export async function provideSources(cluster: Cluster): Promise<void> {
  const metadata = { name: sourceNamespace };
  await cluster.create({ apiVersion: 'v1', kind: 'Namespace', metadata });
  await cluster.create(aPullSecret());
  await cluster.create(aDatabaseSecret());
}

/** Puts another value into a source, as the owner would. */
export async function rotate(cluster: Cluster, secret: V1Secret): Promise<ObservedObject> {
  const name = secret.metadata?.name ?? '';
  const ref = { apiVersion: 'v1', kind: 'Secret', namespace: sourceNamespace, name };
  const have = await cluster.read(ref);
  if (have === undefined) throw new Error(`There is no ${name}`);
  return await cluster.apply(secret, { ...have.metadata, takesOver: true });
}

function encoded(text: string): string {
  return Buffer.from(text).toString('base64');
}
