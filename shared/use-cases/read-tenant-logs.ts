import type { V1PodSpec } from '@kubernetes/client-node';
import { tenantLabel } from '../kubernetes/labels.ts';
import type { ObservedObject } from '../kubernetes/object.ts';
import type { ClusterView } from '../ports/cluster-view.ts';
import { ClusterError } from '../tenant/cluster-error.ts';
import { assertNotDeleted, findTenant, type TenantQuestion } from './find-tenant.ts';
import type { InspectPorts } from './list-objects.ts';
import { settleInTurn } from './settle-in-turn.ts';

/** Pods and containers that one answer tells of, the newest pods first. */
const podsMax = 10;
const containersMax = 20;

/** Bytes of one container. */
const bytesMax = 64 * 1024;

const widthMax = 5;

/** Whose lines, and how many of each container. */
export interface LogQuestion extends TenantQuestion {
  /** 1–1000. */
  readonly linesMax: number;
}

/** The last lines of one container. */
export interface LogView {
  readonly pod: string;
  readonly container: string;
  readonly lines: readonly string[];
  /** True: there were more bytes than are told. */
  readonly is_truncated: boolean;
  /** Why there are no lines; null: there are none to read. */
  readonly error: { readonly code: string; readonly message: string } | null;
}

/**
 * The last lines of the tenant's containers. Rejects with `tenant_not_found`, `tenant_deleted`, or a
 * `ClusterError` when its pods cannot be listed; a container that cannot be read says why.
 */
export async function readTenantLogs(
  { store, cluster }: InspectPorts,
  question: LogQuestion,
): Promise<readonly LogView[]> {
  const tenant = await findTenant(store, question);
  assertNotDeleted(tenant);
  const { namespace } = tenant.placement;
  const { items } = await cluster.list({
    ...{ apiVersion: 'v1', kind: 'Pod', namespace, limit: 500 },
    labelSelector: `${tenantLabel}=${tenant.id}`,
  });
  const containers = newestFirst(items).slice(0, podsMax).flatMap(containersOf);
  return await settleInTurn(containers.slice(0, containersMax), widthMax, async (container) =>
    logOf(cluster, { namespace, linesMax: question.linesMax, ...container }),
  );
}

function newestFirst(pods: readonly ObservedObject[]): readonly ObservedObject[] {
  // Times of the API server are RFC 3339 with one precision, so texts sort as times do.
  const createdAt = ({ metadata }: ObservedObject) => String(metadata.creationTimestamp);
  return pods.toSorted((a, b) => (createdAt(a) < createdAt(b) ? 1 : -1));
}

function containersOf(pod: ObservedObject) {
  const { containers = [], initContainers = [] } = (pod['spec'] ?? {}) as Partial<V1PodSpec>;
  return [...initContainers, ...containers].map(({ name }) => ({
    pod: pod.metadata.name,
    container: name,
  }));
}

interface Wanted {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  readonly linesMax: number;
}

async function logOf(cluster: ClusterView, wanted: Wanted): Promise<LogView> {
  const { pod, container } = wanted;
  try {
    const text = await cluster.readLogs({ ...wanted, bytesMax });
    const lines = text.replace(/\n$/, '').split('\n');
    const is_truncated = Buffer.byteLength(text) >= bytesMax;
    return { pod, container, lines: text === '' ? [] : lines, is_truncated, error: null };
  } catch (error) {
    if (!(error instanceof ClusterError)) throw error;
    const { code, message } = error;
    return { pod, container, lines: [], is_truncated: false, error: { code, message } };
  }
}
