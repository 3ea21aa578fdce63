import type { seedSimulation } from '../../shared/adapters/embedded/seed-simulation.ts';
import type { Config } from '../config.ts';

type Seed = Parameters<typeof seedSimulation>[1][number];

/** What `docs/products/codetether.md` asks of the owner of a platform: the Secrets that tenants get copies of. */
export function codetetherSeeds({
  CODETETHER_SOURCE_NAMESPACE: namespace,
}: Pick<Config, 'CODETETHER_SOURCE_NAMESPACE'>): readonly Seed[] {
  const pull = {
    metadata: { name: 'gcr-pull-secret', namespace },
    type: 'kubernetes.io/dockerconfigjson',
    stringData: { '.dockerconfigjson': '{"auths":{}}' },
  };
  const database = {
    metadata: { name: 'codetether-db-credentials', namespace },
    stringData: { DATABASE_URL: 'postgresql://codetether.simulation.invalid/codetether' },
  };
  return [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
    ...[pull, database].map((secret) => ({ apiVersion: 'v1', kind: 'Secret', ...secret })),
  ];
}
