import type { V1EnvVar, V1Job, V1PodSpec } from '@kubernetes/client-node';
import { ownerLabels } from '../../kubernetes/labels.ts';
import {
  restrictedContainerSecurity,
  restrictedPodSecurity,
} from '../../kubernetes/security-context.ts';
import { type FrappeSite, type FrappeTask, jobRef } from './frappe-names.ts';
import { databaseConfig, databaseSecret, sitesClaimName } from './shared-objects.ts';

/** User `frappe` of the images that frappe_docker builds. */
const frappeUserId = 1000;

const benchFolder = '/home/frappe/frappe-bench';

/** One run of a script over the tenant's site. */
export interface SiteRun {
  readonly task: FrappeTask;
  readonly script: string;
  /** From the first pod to the last, in seconds. */
  readonly activeDeadlineSeconds: number;
  /** What the script needs besides the site, the tenant and the database. */
  readonly env: readonly V1EnvVar[];
}

/**
 * The Job of a run. Nothing that a customer wrote is in the script's text: it arrives in the
 * environment.
 */
export function siteJob(site: FrappeSite, run: SiteRun): V1Job {
  const { name, namespace = site.tenant.namespace } = jobRef(site.tenant, run.task);
  const labels = siteLabels(site);
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name, namespace, labels },
    spec: {
      ttlSecondsAfterFinished: 3600,
      backoffLimit: 2,
      activeDeadlineSeconds: run.activeDeadlineSeconds,
      // No second pod while the first may still hold the volume (its node is out of reach, say).
      podReplacementPolicy: 'Failed',
      template: { metadata: { labels }, spec: podSpec(site, run) },
    },
  };
}

/** The labels of every object of the tenant; `app`, `tenant-id` and `subdomain` are the product's own. */
export function siteLabels({ tenant }: FrappeSite): Record<string, string> {
  return {
    ...ownerLabels(tenant.id, 'frappe'),
    app: 'frappe-provisioner',
    'tenant-id': tenant.id,
    subdomain: tenant.slug,
  };
}

function podSpec(site: FrappeSite, { script, env }: SiteRun): V1PodSpec {
  return {
    restartPolicy: 'Never',
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    securityContext: restrictedPodSecurity(frappeUserId),
    containers: [
      {
        name: 'provision',
        image: site.settings.image,
        command: ['/bin/bash', '-c'],
        args: [script],
        workingDir: benchFolder,
        env: [...siteEnv(site), ...env],
        resources: {
          requests: { cpu: '250m', memory: '512Mi' },
          limits: { cpu: '2', memory: '2Gi' },
        },
        securityContext: restrictedContainerSecurity(),
        terminationMessagePolicy: 'FallbackToLogsOnError',
        volumeMounts: [{ name: 'sites', mountPath: `${benchFolder}/sites` }],
      },
    ],
    volumes: [{ name: 'sites', persistentVolumeClaim: { claimName: sitesClaimName } }],
  };
}

function siteEnv({ site, tenant, database }: FrappeSite): readonly V1EnvVar[] {
  return [
    { name: 'SITE_NAME', value: site },
    { name: 'TENANT_ID', value: tenant.id },
    { name: 'DB_NAME', value: database },
    { name: 'DB_HOST', valueFrom: { configMapKeyRef: databaseConfig } },
    { name: 'DB_ROOT_PASSWORD', valueFrom: { secretKeyRef: databaseSecret } },
  ];
}
