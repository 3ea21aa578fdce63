import type { DatabaseSync } from 'node:sqlite';
import type { KubernetesObject } from '@kubernetes/client-node';
import { refOf } from '../../kubernetes/object.ts';
import { commit } from './commit.ts';
import type { SimulationSources } from './simulated-cluster.ts';
import { simulatedKey } from './simulated-kinds.ts';
import { openSimulatedObjects } from './simulated-objects.ts';
import { simulatedUid } from './simulated-uid.ts';
import { createSimulated } from './simulated-writes.ts';

/**
 * Puts what a platform's owner would have put into the cluster: each object that is not there yet,
 * in the given order (a namespace before its content). What is there stays as it is. Seeded objects
 * belong to the owner: Tenantry reads them and cannot apply onto them.
 */
export function seedSimulation(
  database: DatabaseSync,
  seeds: readonly KubernetesObject[],
  { clock, random }: SimulationSources,
): void {
  const objects = openSimulatedObjects(database);
  const newUid = () => simulatedUid(random);
  commit(database, () => {
    for (const seed of seeds) {
      const key = simulatedKey(refOf(seed));
      if (objects.get(key) !== undefined) continue;
      createSimulated({ objects, nowMs: clock.now(), newUid }, seed);
      const created = objects.get(key);
      if (created !== undefined) objects.put({ ...created, applied: undefined });
    }
  });
}
