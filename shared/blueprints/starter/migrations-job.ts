import type { V1Job } from '@kubernetes/client-node';
import { componentContainer } from './component-deployment.ts';
import { fileVolumes } from './component-files.ts';
import { podSpec } from './pod-spec.ts';
import { metadataOf, type StarterSite } from './starter-site.ts';

/** How long migrations may take, in seconds, second attempts included. */
export const migrationsSeconds = 30 * 60;

/**
 * The Job that migrates the database with the API's new image, variables and files. Nobody answers it:
 * a command that asks reads the end of its input and fails.
 */
export function migrationsJob(site: StarterSite): V1Job {
  const { tenant } = site;
  const metadata = metadataOf(tenant, 'migrate');
  const container = {
    ...componentContainer(site, 'api'),
    name: 'migrate',
    command: ['starter-console', 'release', 'db'],
  };
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata,
    spec: {
      ttlSecondsAfterFinished: 3600,
      backoffLimit: 2,
      activeDeadlineSeconds: migrationsSeconds,
      // No second run while the first may still hold the database (its node is out of reach, say).
      podReplacementPolicy: 'Failed',
      template: {
        metadata: { labels: { ...metadata.labels } },
        spec: { restartPolicy: 'Never', ...podSpec(container, fileVolumes(site, 'api')) },
      },
    },
  };
}
