import type { GeneratedSecret } from '../../blueprint/secret-spec.ts';
import type { RunJob, StepSpec, StopJobs } from '../../blueprint/step-spec.ts';
import type { OperationKind } from '../../tenant/operation.ts';
import {
  adminPasswordKey,
  credentialsRef,
  type FrappeSite,
  type FrappeTask,
  frappeTasks,
  jobRef,
} from './frappe-names.ts';
import { prerequisites, sitesClaimRef } from './shared-objects.ts';
import { siteLabels } from './site-job.ts';
import { taskJob, taskMs } from './site-jobs.ts';
import { welcomeMail } from './welcome-mail.ts';

const minuteMs = 60_000;

/** A Job ends itself before its step counts as stuck, so that the reason is the Job's. */
const jobMarginMs = 5 * minuteMs;

/** The steps of an operation on a site. Operations that the blueprint does not offer have none. */
export function frappeSteps(site: FrappeSite, kind: OperationKind): readonly StepSpec[] {
  switch (kind) {
    case 'create':
      return createSteps(site);
    case 'delete':
      return deleteSteps(site);
    case 'update':
    // What was installed since stays: apps and users hold a customer's data.
    case 'rollback':
      return [stopFormerJobs(site), runTask(site, 'update', 'update-site')];
    case 'upgrade':
      return [
        stopFormerJobs(site),
        // A database that was migrated does not fit the older code.
        { ...runTask(site, 'migrate', 'migrate-site'), isIrreversible: true },
        runTask(site, 'update', 'update-site'),
      ];
    case 'suspend':
      return [stopFormerJobs(site), runTask(site, 'suspend', 'suspend-site')];
    case 'resume':
    case 'restore':
      return [stopFormerJobs(site), runTask(site, 'resume', 'resume-site')];
    // A lost Secret cannot be made again: the site has the password of the first one.
    case 'repair':
      return welcomeMail(site).map((mail) => ({ ...mail, isOwedOnly: true }));
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
    runTask(site, 'provision', 'provision-site'),
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
    ...welcomeMail(site),
  ];
}

function deleteSteps(site: FrappeSite): readonly StepSpec[] {
  const { tenant } = site;
  const credentials = credentialsRef(tenant);
  const jobs = frappeTasks.map((task) => jobRef(tenant, task));
  return [
    stopJobs(site, 'stop-jobs'),
    {
      ...runTask(site, 'drop-site', 'drop-site'),
      // Made before any Job and deleted after this one: without it there never was a site.
      onlyIf: credentials,
    },
    {
      kind: 'delete-objects',
      name: 'delete-objects',
      deadlineMs: 10 * minuteMs,
      refs: [...jobs, credentials],
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

/** Before another task: a deletion that can be taken back suspends first and has this step and its own. */
function stopFormerJobs(site: FrappeSite): StopJobs {
  return stopJobs(site, 'stop-former-jobs');
}

/**
 * Ends what an operation left running that was cancelled, replaced or too late: its Job would make
 * the site again, or change it, behind our back.
 */
function stopJobs({ tenant }: FrappeSite, name: string): StopJobs {
  const refs = frappeTasks.map((task) => jobRef(tenant, task));
  return { kind: 'stop-jobs', name, deadlineMs: 10 * minuteMs, refs };
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

function runTask(site: FrappeSite, task: FrappeTask, name: string): RunJob {
  const deadlineMs = taskMs(task) + jobMarginMs;
  return { kind: 'run-job', name, deadlineMs, job: taskJob(site, task) };
}
