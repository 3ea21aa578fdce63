import type { V1Job } from '@kubernetes/client-node';
import type { GeneratedSecret, StepSpec } from '../../blueprint/step-spec.ts';
import type { OperationKind } from '../../tenant/operation.ts';
import { adminPasswordKey, credentialsRef, type FrappeSite, jobRef } from './frappe-names.ts';
import { dropSiteScript } from './scripts/drop-site-script.ts';
import { provisionScript } from './scripts/provision-script.ts';
import { prerequisites, sitesClaimRef } from './shared-objects.ts';
import { siteJob, siteLabels } from './site-job.ts';

const minuteMs = 60_000;

/** A Job ends itself before its step counts as stuck, so that the reason is the Job's. */
const jobSeconds = { provision: 45 * 60, 'drop-site': 60 * 60 } as const;
const jobMarginMs = 5 * minuteMs;

/** The steps of an operation on a site. Operations that the blueprint does not offer have none. */
export function frappeSteps(site: FrappeSite, kind: OperationKind): readonly StepSpec[] {
  switch (kind) {
    case 'create':
      return createSteps(site);
    case 'delete':
      return deleteSteps(site);
    case 'update':
    case 'upgrade':
    case 'rollback':
    case 'suspend':
    case 'resume':
    case 'restore':
    case 'repair':
      return [];
    default:
      return kind satisfies never;
  }
}

function createSteps(site: FrappeSite): readonly StepSpec[] {
  const { namespace } = site.tenant;
  const credentials = credentialsRef(site.tenant);
  return [
    {
      kind: 'check-prerequisites',
      name: 'check-prerequisites',
      deadlineMs: 15 * minuteMs,
      prerequisites: prerequisites(namespace),
    },
    {
      kind: 'ensure-secrets',
      name: 'ensure-credentials',
      deadlineMs: 5 * minuteMs,
      secrets: [credentialsSecret(site)],
    },
    {
      kind: 'run-job',
      name: 'provision-site',
      deadlineMs: jobSeconds.provision * 1_000 + jobMarginMs,
      job: provisionJob(site),
    },
    {
      kind: 'await-ready',
      name: 'await-ready',
      deadlineMs: 10 * minuteMs,
      // Not the Job: its TTL takes it away an hour after it ended.
      refs: [credentials, sitesClaimRef(namespace)],
    },
    {
      kind: 'set-outputs',
      name: 'set-outputs',
      deadlineMs: minuteMs,
      siteUrl: `https://${site.site}`,
      outputs: {
        credentials: { namespace, secret: credentials.name, key: adminPasswordKey },
      },
    },
  ];
}

function deleteSteps(site: FrappeSite): readonly StepSpec[] {
  const { tenant } = site;
  const credentials = credentialsRef(tenant);
  const provision = jobRef(tenant, 'provision');
  return [
    // A provision Job that still ran would make the site again behind our back.
    { kind: 'stop-jobs', name: 'stop-jobs', deadlineMs: 10 * minuteMs, refs: [provision] },
    {
      kind: 'run-job',
      name: 'drop-site',
      deadlineMs: jobSeconds['drop-site'] * 1_000 + jobMarginMs,
      job: dropSiteJob(site),
      // Made before any Job and deleted after this one: without it there never was a site.
      onlyIf: credentials,
    },
    {
      kind: 'delete-objects',
      name: 'delete-objects',
      deadlineMs: 10 * minuteMs,
      refs: [jobRef(tenant, 'drop-site'), provision, credentials],
    },
    {
      kind: 'confirm-gone',
      name: 'confirm-gone',
      deadlineMs: 10 * minuteMs,
      namespace: tenant.namespace,
      kinds: [{ apiVersion: 'batch/v1', kind: 'Job' }],
      // Secrets are never listed, so this one is looked up by name.
      refs: [credentials],
    },
  ];
}

/** The tenant's Secret: the Administrator's password, generated in the cluster. */
export function credentialsSecret(site: FrappeSite): GeneratedSecret {
  const { name } = credentialsRef(site.tenant);
  return {
    name,
    namespace: site.tenant.namespace,
    labels: siteLabels(site),
    keys: [adminPasswordKey],
  };
}

/** The Job that makes the site, its apps and its first user. */
export function provisionJob(site: FrappeSite): V1Job {
  const { email, apps } = site.params;
  const { name } = credentialsRef(site.tenant);
  return siteJob(site, {
    task: 'provision',
    script: provisionScript,
    activeDeadlineSeconds: jobSeconds.provision,
    env: [
      { name: 'ADMIN_PASSWORD', valueFrom: { secretKeyRef: { name, key: adminPasswordKey } } },
      { name: 'EMAIL', value: email },
      { name: 'APPS', value: apps.join(' ') },
    ],
  });
}

/** The Job that archives the site and drops it with its database. */
function dropSiteJob(site: FrappeSite): V1Job {
  return siteJob(site, {
    task: 'drop-site',
    script: dropSiteScript,
    activeDeadlineSeconds: jobSeconds['drop-site'],
    env: [],
  });
}
