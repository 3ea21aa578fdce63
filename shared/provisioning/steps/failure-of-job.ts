import type { V1ContainerState, V1JobCondition, V1PodStatus } from '@kubernetes/client-node';
import type { ObservedObject } from '../../kubernetes/object.ts';
import type { Cluster } from '../../ports/cluster.ts';

/** How many of a Job's pods are asked for their last words. */
const podsMax = 20;

/** How much of them goes into an error message. */
const wordsMax = 300;

/**
 * Why a Job failed, for people: the reason of its `Failed` condition and the termination message of
 * its newest failed pod (`terminationMessagePolicy: FallbackToLogsOnError` puts the log's end there).
 */
export async function failureOfJob(cluster: Cluster, job: ObservedObject): Promise<string> {
  const { reason, message } = failedCondition(job);
  const words = await lastWords(cluster, job);
  const parts = [reason, words ?? message].filter((part) => part !== undefined && part !== '');
  return parts.length === 0 ? 'no reason given' : parts.join(': ');
}

function failedCondition(job: ObservedObject): Partial<V1JobCondition> {
  const status = job['status'] as { conditions?: readonly V1JobCondition[] } | undefined;
  return status?.conditions?.find(({ type }) => type === 'Failed') ?? {};
}

async function lastWords(cluster: Cluster, job: ObservedObject): Promise<string | undefined> {
  const { name, namespace } = job.metadata;
  const { items } = await cluster.list({
    apiVersion: 'v1',
    kind: 'Pod',
    ...(namespace !== undefined && { namespace }),
    labelSelector: `batch.kubernetes.io/job-name=${name}`,
    limit: podsMax,
  });
  const ended = items.flatMap((pod) => terminations(pod['status']));
  const newest = ended.toSorted((a, b) => a.at - b.at).at(-1);
  return newest?.message.trim().slice(-wordsMax);
}

function terminations(
  status: unknown,
): readonly { readonly at: number; readonly message: string }[] {
  const containers = (status as V1PodStatus | undefined)?.containerStatuses ?? [];
  return containers.flatMap(({ state }) => terminationOf(state));
}

function terminationOf(state: V1ContainerState | undefined) {
  const { message, finishedAt } = state?.terminated ?? {};
  if (message === undefined || message === '') return [];
  return [{ at: finishedAt === undefined ? 0 : new Date(finishedAt).getTime(), message }];
}
