import type { KubernetesObject } from '@kubernetes/client-node';
import type { Cluster, Precondition } from './cluster.ts';

/** Which lines of which container. */
export interface LogRequest {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  /** The last so many lines. */
  readonly linesMax: number;
  /** Of these, at most the first so many bytes. */
  readonly bytesMax: number;
}

/**
 * What people look at in a cluster. Nothing here changes anything. Rejects as `Cluster` does, never
 * with an unknown outcome.
 */
export interface ClusterView extends Pick<Cluster, 'read' | 'list'> {
  /**
   * The object as it would be stored: by a server-side apply onto what was observed, whoever holds
   * its fields, or without that by a POST. Nothing is stored, so a new one has no
   * resourceVersion.
   */
  dryRun(object: KubernetesObject, observed?: Precondition): Promise<KubernetesObject>;
  /** What a container wrote, as it wrote it. */
  readLogs(request: LogRequest): Promise<string>;
}
