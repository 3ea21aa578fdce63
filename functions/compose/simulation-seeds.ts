import type { seedSimulation } from '../../shared/adapters/embedded/seed-simulation.ts';
import type { Config } from '../config.ts';

type Seed = Parameters<typeof seedSimulation>[1][number];

/**
 * What the owner of a platform provides before the first tenant, as `docs/products/frappe.md` lists
 * it: the namespace, the sites volume, the database's address and its root password.
 */
export function simulationSeeds(config: Pick<Config, 'GKE_NAMESPACE'>): readonly Seed[] {
  const { GKE_NAMESPACE: namespace } = config;
  return [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
    volumeClaim(namespace),
    configMap(namespace),
    secret(namespace),
  ];
}

function volumeClaim(namespace: string): Seed {
  const spec = { accessModes: ['ReadWriteMany'], resources: { requests: { storage: '10Gi' } } };
  const metadata = { name: 'frappe-sites-pvc', namespace };
  return { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata, ...{ spec } };
}

function configMap(namespace: string): Seed {
  const metadata = { name: 'frappe-config', namespace };
  const data = { 'db-host': 'mariadb.simulation.invalid' };
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata, ...{ data } };
}

function secret(namespace: string): Seed {
  const metadata = { name: 'frappe-db-credentials', namespace };
  const stringData = { 'root-password': 'simulated' };
  return { apiVersion: 'v1', kind: 'Secret', metadata, ...{ stringData } };
}
