import { tenantLabel } from '../../../shared/kubernetes/labels.ts';
import type { DirectApi } from '../rig/direct-api.ts';

/** What of the tenants' objects is wrong; each sentence names one. */
export interface ObjectCount {
  /** Created twice, there twice, or a Job that ran twice. */
  readonly doubled: readonly string[];
  readonly missing: readonly string[];
}

/** One of each is what a tenant of the small product has. */
const collections = [
  '/api/v1/namespaces',
  '/api/v1/secrets',
  '/api/v1/configmaps',
  '/api/v1/services',
  '/apis/apps/v1/deployments',
  '/apis/batch/v1/jobs',
] as const;

/** Pods of Jobs carry it. */
const jobLabel = 'batch.kubernetes.io/job-name';

export interface Counted {
  readonly ids: readonly string[];
  readonly created: ReadonlyMap<string, number>;
}

/** Counts what the API server holds for these tenants, past every proxy. */
export async function countObjects(
  api: DirectApi,
  { ids, created }: Counted,
): Promise<ObjectCount> {
  const createdAgain = [...created].filter(([, times]) => times > 1);
  const owned = await Promise.all(
    collections.map(async (collection) => await countOwned(api, collection, ids)),
  );
  return {
    doubled: [
      ...createdAgain.map(([call, times]) => `${call} created something ${times} times`),
      ...owned.flatMap(({ doubled }) => doubled),
      ...(await jobsThatRanAgain(api, ids)),
    ],
    missing: owned.flatMap(({ missing }) => missing),
  };
}

async function countOwned(
  api: DirectApi,
  collection: string,
  ids: readonly string[],
): Promise<ObjectCount> {
  const items = await api.list(`${collection}?labelSelector=${tenantLabel}`);
  const times = timesOf(items.map(({ metadata }) => metadata.labels?.[tenantLabel] ?? ''));
  const countOf = (id: string) => times.get(id) ?? 0;
  const told = (id: string) => `${id} has ${countOf(id)} of ${collection}`;
  return {
    doubled: ids.filter((id) => countOf(id) > 1).map(told),
    missing: ids.filter((id) => countOf(id) === 0).map(told),
  };
}

async function jobsThatRanAgain(
  api: DirectApi,
  ids: readonly string[],
): Promise<readonly string[]> {
  const pods = await api.list(`/api/v1/pods?labelSelector=${encodeURIComponent(jobLabel)}`);
  const runs = timesOf(pods.map(({ metadata }) => metadata.labels?.[jobLabel] ?? ''));
  const ours = ids.map((id) => id.slice(0, 8));
  return [...runs]
    .filter(([job, count]) => count > 1 && ours.some((id8) => job.includes(id8)))
    .map(([job, count]) => `Job ${job} has ${count} pods`);
}

function timesOf(names: readonly string[]): ReadonlyMap<string, number> {
  const times = new Map<string, number>();
  for (const name of names) times.set(name, (times.get(name) ?? 0) + 1);
  return times;
}
