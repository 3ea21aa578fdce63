import { join } from 'node:path';
import { databaseFileName, openDatabase } from '../../shared/adapters/embedded/open-database.ts';
import { seedSimulation } from '../../shared/adapters/embedded/seed-simulation.ts';

/** Puts objects of other owners into the simulated cluster, among the tenants' and beside them. */
export function plantStrangers(dataFolder: string): void {
  const database = openDatabase(join(dataFolder, databaseFileName));
  try {
    seedSimulation(database, strangers, { clock: { now: Date.now }, random: Math.random });
  } finally {
    database.close();
  }
}

const here = { namespace: 'frappe' };
const elsewhere = { namespace: 'billing' };

/** Kinds that nothing happens to by itself, so that every change of one is somebody's write. */
const strangers: Parameters<typeof seedSimulation>[1] = [
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: elsewhere.namespace } },
  { apiVersion: 'v1', kind: 'Secret', metadata: { ...elsewhere, name: 'stripe' } },
  { apiVersion: 'v1', kind: 'ConfigMap', metadata: { ...elsewhere, name: 'prices' } },
  // Looks like a tenant's, and carries no tenant's label.
  {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      ...here,
      name: 'tenant-00000000-credentials',
      labels: { app: 'frappe-provisioner' },
    },
  },
  { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { ...here, name: 'backup' } },
];
