import type { seedSimulation } from '../../shared/adapters/embedded/seed-simulation.ts';
import {
  secretProviderNames,
  secretProviderOf,
} from '../../shared/blueprints/starter/secret-provider.ts';

type Seed = Parameters<typeof seedSimulation>[1][number];

/** What `docs/products/starter.md` asks of the owner of a platform whose tenants have secrets as files: a driver. */
export function starterSeeds(): readonly Seed[] {
  const drivers = new Set(secretProviderNames.map((name) => secretProviderOf(name).driver));
  const spec = { volumeLifecycleModes: ['Ephemeral'], podInfoOnMount: true, attachRequired: false };
  return [...drivers].map((name) => ({
    apiVersion: 'storage.k8s.io/v1',
    kind: 'CSIDriver',
    metadata: { name },
    ...{ spec },
  }));
}
