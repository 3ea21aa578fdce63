import type { KubernetesObject } from '@kubernetes/client-node';
import type { Config } from './config.ts';

/**
 * What the owner of a platform provides before the first tenant, as `docs/products/frappe.md` lists
 * it: the namespace, the sites volume, the database's address and its root password.
 */
export function simulationSeeds(
  config: Pick<Config, 'GKE_NAMESPACE'>,
): readonly KubernetesObject[] {
  const { GKE_NAMESPACE: namespace } = config;
  return [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
    volumeClaim(namespace),
    configMap(namespace),
    secret(namespace),
  ];
}

function volumeClaim(namespace: string): KubernetesObject {
  const spec = { accessModes: ['ReadWriteMany'], resources: { requests: { storage: '10Gi' } } };
  const metadata = { name: 'frappe-sites-pvc', namespace };
  return { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata, ...{ spec } };
}

function configMap(namespace: string): KubernetesObject {
  const metadata = { name: 'frappe-config', namespace };
  const data = { 'db-host': 'mariadb.simulation.invalid' };
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata, ...{ data } };
}

function secret(namespace: string): KubernetesObject {
  const metadata = { name: 'frappe-db-credentials', namespace };
  const stringData = { 'root-password': 'simulated' };
  return { apiVersion: 'v1', kind: 'Secret', metadata, ...{ stringData } };
}
