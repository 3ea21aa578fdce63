import type { ConditionFact } from '../../tenant/condition.ts';
import { secretProviderClasses } from './component-files.ts';
import { missingVariables } from './missing-variables.ts';
import { externalSecrets } from './starter-objects.ts';
import type { StarterSite } from './starter-site.ts';

type Fact = Omit<ConditionFact, 'type'>;

/** What `SecretsReady` says once what it waits for is ready; undefined: just that. */
export function secretsFact(site: StarterSite): Fact | undefined {
  const missing = missingVariables(site, 'api', ['DATABASE_URL', 'REDIS_URL']);
  if (missing.length > 0) {
    const message = `api has no ${missing.join(', ')}, neither plain nor secret`;
    return { status: 'False', reason: 'Missing', message };
  }
  if (externalSecrets(site).length > 0) return undefined;
  return secretProviderClasses(site).length > 0
    ? { status: 'True', reason: 'Applied', message: 'The driver fetches the files for each pod' }
    : notNeeded('No secret is fetched from a provider');
}

/** What `MigrationsRan` says after a rollback. */
export const notMigrated: Fact = {
  status: 'Unknown',
  reason: 'NotRunOnRollback',
  message: 'A rollback runs no migrations: the database is as the last ones left it',
};

function notNeeded(message: string): Fact {
  return { status: 'True', reason: 'NotNeeded', message };
}
