import type { V1EnvVar, V1Job } from '@kubernetes/client-node';
import {
  adminPasswordKey,
  credentialsRef,
  type FrappeSite,
  type FrappeTask,
} from './frappe-names.ts';
import { dropSiteScript } from './scripts/drop-site-script.ts';
import { migrateSiteScript } from './scripts/migrate-site-script.ts';
import { provisionScript } from './scripts/provision-script.ts';
import { switchSiteScript } from './scripts/switch-site-script.ts';
import { updateSiteScript } from './scripts/update-site-script.ts';
import { siteJob } from './site-job.ts';

/** What one task runs. */
interface Task {
  readonly script: string;
  /** From the first pod to the last: a Job ends itself before its step counts as stuck. */
  readonly seconds: number;
  readonly env: (site: FrappeSite) => readonly V1EnvVar[];
}

const minute = 60;
const none: Task['env'] = () => [];

const tasks: Readonly<Record<FrappeTask, Task>> = {
  provision: {
    script: provisionScript,
    seconds: 45 * minute,
    env: (site) => [adminPassword(site), ...wants(site)],
  },
  update: { script: updateSiteScript, seconds: 45 * minute, env: wants },
  migrate: { script: migrateSiteScript, seconds: 60 * minute, env: () => [runId] },
  suspend: { script: switchSiteScript('suspend'), seconds: 10 * minute, env: none },
  resume: { script: switchSiteScript('resume'), seconds: 10 * minute, env: none },
  'drop-site': { script: dropSiteScript, seconds: 60 * minute, env: none },
};

/** The Job of a task on a site. */
export function taskJob(site: FrappeSite, task: FrappeTask): V1Job {
  const { script, seconds, env } = tasks[task];
  return siteJob(site, { task, script, activeDeadlineSeconds: seconds, env: env(site) });
}

/** How long the Job of a task may take, in milliseconds. */
export function taskMs(task: FrappeTask): number {
  return tasks[task].seconds * 1_000;
}

function adminPassword({ tenant }: FrappeSite): V1EnvVar {
  const { name } = credentialsRef(tenant);
  return { name: 'ADMIN_PASSWORD', valueFrom: { secretKeyRef: { name, key: adminPasswordKey } } };
}

function wants({ params: { email, apps } }: FrappeSite): readonly V1EnvVar[] {
  return [
    { name: 'EMAIL', value: email },
    { name: 'APPS', value: apps.join(' ') },
  ];
}

/** The same for every pod of one Job. */
const runId: V1EnvVar = {
  name: 'RUN_ID',
  valueFrom: {
    fieldRef: { fieldPath: "metadata.labels['batch.kubernetes.io/controller-uid']" },
  },
};
