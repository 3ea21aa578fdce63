import type { KubernetesObject } from '@kubernetes/client-node';
import { fieldManager } from '../../kubernetes/labels.ts';
import { type ObjectRef, type ObservedObject, refOf } from '../../kubernetes/object.ts';
import type { Cluster, ListRequest, ObjectPage } from '../../ports/cluster.ts';
import type { ClusterView } from '../../ports/cluster-view.ts';
import type { Logger } from '../../ports/logger.ts';
import { ClusterError } from '../../tenant/cluster-error.ts';
import {
  type ApiClient,
  attemptOn,
  createApiClient,
  garbledAnswer,
  isPositivelyGone,
} from './api-client.ts';
import { applyObject } from './apply-object.ts';
import { awaitChange } from './await-change.ts';
import { type Attempt, classifyAnswer } from './classify-error.ts';
import { createConnection } from './connection.ts';
import type { KubeConfigSource } from './credentials.ts';
import { dryRunObject } from './dry-run-object.ts';
import { parsePage } from './parse-object.ts';
import { readLogs } from './read-logs.ts';
import { scaleObject } from './scale-object.ts';

export interface KubernetesClusterOptions {
  /** Reads address and credentials; called again when the API server refuses them. */
  readonly kubeConfig: KubeConfigSource;
  /** Longest time of one call in milliseconds, at least 1 000. */
  readonly callTimeoutMs: number;
  readonly logger?: Logger;
}

// The API server gives up a little before we do, so that its 504 arrives.
const serverShare = 0.9;

/** A real cluster behind its API server. */
export function createKubernetesCluster(options: KubernetesClusterOptions): Cluster & ClusterView {
  const { kubeConfig, callTimeoutMs, logger } = options;
  const connection = createConnection({
    kubeConfig,
    callTimeoutMs,
    onRefresh: () => logger?.warn('Loading the credentials of the cluster again'),
  });
  const client = createApiClient(connection, Math.floor(callTimeoutMs * serverShare));
  return {
    read: client.read,
    create: (object) => createObject(client, object),
    apply: (object, observed) => applyObject(client, object, observed),
    scale: (ref, replicas, observed) => scaleObject(client, { ref, replicas, observed }),
    delete: (ref, uid) => deleteObject(client, ref, uid),
    list: (request) => listObjects(client, request),
    identity: () => identityOf(client),
    dryRun: (object, observed) => dryRunObject(client, object, observed),
    readLogs: (request) => readLogs(client, request),
    async awaitChange(ref, change) {
      await awaitChange({ connection, client }, ref, change);
    },
  };
}

async function createObject(client: ApiClient, object: KubernetesObject): Promise<ObservedObject> {
  const ref = refOf(object);
  const attempt = attemptOn('create', ref);
  return client.requestObject(attempt, ref, {
    method: 'POST',
    path: await client.parentPath(attempt, ref),
    // Strict: an unknown field is an error instead of being dropped without a word.
    query: { fieldManager, fieldValidation: 'Strict' },
    body: JSON.stringify(object),
  });
}

async function deleteObject(client: ApiClient, ref: ObjectRef, uid: string): Promise<void> {
  const attempt = attemptOn('delete', ref);
  const answer = await client.send(attempt, {
    method: 'DELETE',
    path: await client.objectPath(attempt, ref),
    body: JSON.stringify({
      apiVersion: 'v1',
      kind: 'DeleteOptions',
      preconditions: { uid },
      propagationPolicy: 'Foreground',
    }),
  });
  const isDone = answer.status === 200 || answer.status === 202 || isPositivelyGone(ref, answer);
  if (!isDone) throw classifyAnswer(attempt, answer);
}

const pageLimitMax = 500;

async function listObjects(client: ApiClient, request: ListRequest): Promise<ObjectPage> {
  const { apiVersion, kind, namespace, labelSelector, limit, continueToken } = request;
  const attempt: Attempt = { verb: 'list', kind, target: `${kind} ${namespace ?? 'everywhere'}` };
  guardList(request);
  const answer = await client.request(attempt, {
    method: 'GET',
    path: await client.collectionPath(attempt, { apiVersion, kind, namespace }),
    query: {
      limit: String(limit),
      ...(labelSelector !== undefined && { labelSelector }),
      ...(continueToken !== undefined && { continue: continueToken }),
    },
  });
  const page = parsePage(answer.text, { apiVersion, kind });
  if (page === undefined) throw garbledAnswer(attempt);
  return page;
}

function guardList({ kind, limit }: ListRequest): void {
  if (kind === 'Secret') {
    throw new ClusterError(
      'cluster_forbidden',
      'Cannot list "Secret": secrets are read by name only',
      {
        class: 'terminal',
        outcome: 'not-done',
      },
    );
  }
  if (!Number.isInteger(limit) || limit < 1 || limit > pageLimitMax) {
    throw new RangeError(
      `Cannot list "${kind}": the limit must be 1 to ${pageLimitMax}, not ${limit}`,
    );
  }
}

async function identityOf(client: ApiClient): Promise<string> {
  const ref = { apiVersion: 'v1', kind: 'Namespace', name: 'kube-system' };
  const namespace = await client.read(ref);
  // Every cluster has it: an answer without it comes from something else.
  if (namespace === undefined) throw garbledAnswer(attemptOn('read', ref));
  return namespace.metadata.uid;
}
