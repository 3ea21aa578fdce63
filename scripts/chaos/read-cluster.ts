import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { databaseFileName } from '../../shared/adapters/embedded/open-database.ts';
import { openSimulatedObjects } from '../../shared/adapters/embedded/simulated-objects.ts';
import type { ObservedObject } from '../../shared/kubernetes/object.ts';

const namespacesMax = 1_000;

/** Every object of the simulated cluster in a data folder, as it is stored; changes nothing. */
export function readCluster(dataFolder: string): readonly ObservedObject[] {
  const database = new DatabaseSync(join(dataFolder, databaseFileName), { readOnly: true });
  try {
    const objects = openSimulatedObjects(database);
    const namespaces = objects.list({
      kind: 'Namespace',
      namespace: undefined,
      after: { namespace: '', name: '' },
      limit: namespacesMax,
    });
    // Objects outside of all namespaces have '' there.
    const names = ['', ...namespaces.map(({ object }) => object.metadata.name)];
    return names.flatMap((name) => objects.inNamespace(name).map(({ object }) => object));
  } finally {
    database.close();
  }
}
