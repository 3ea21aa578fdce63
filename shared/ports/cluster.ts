import type { KubernetesObject } from '@kubernetes/client-node';
import type { ObjectRef, ObservedObject } from '../kubernetes/object.ts';

/** Which objects a list returns. */
export interface ListRequest {
  readonly apiVersion: string;
  readonly kind: string;
  /** Absent: all namespaces. */
  readonly namespace?: string;
  readonly labelSelector?: string;
  /** At most 500. */
  readonly limit: number;
  readonly continueToken?: string;
}

export interface ObjectPage {
  readonly items: readonly ObservedObject[];
  readonly continueToken?: string;
}

/** Which version of an object a write is meant for. */
export interface Precondition {
  readonly uid: string;
  readonly resourceVersion: string;
}

/** What an apply is meant for, and whether it may take fields from others. */
export interface ApplyTarget extends Precondition {
  /**
   * True: sets the applied fields although others hold them (`force`). Only for who has seen, in that
   * very version, whose they are (`fieldRights`). Absent: such a field is an `apply_conflict`.
   */
  readonly takesOver?: boolean;
}

/**
 * One Kubernetes cluster. Every call ends within the call timeout and rejects with a
 * `ClusterError`, whose `outcome` says whether the write was not done or is unknown.
 */
export interface Cluster {
  /** The object, or undefined after a positive 404 (a missing namespace included). */
  read(ref: ObjectRef): Promise<ObservedObject | undefined>;
  /** POST under the field manager `tenantry`; an object of that name → `already_exists`. */
  create(object: KubernetesObject): Promise<ObservedObject>;
  /**
   * Server-side apply under the field manager `tenantry`, forced only where the target says so, with
   * uid and resourceVersion of what was observed. Another object or version meanwhile →
   * `stale_observation`.
   */
  apply(object: KubernetesObject, observed: ApplyTarget): Promise<ObservedObject>;
  /**
   * Sets how many pods a Deployment or StatefulSet has (its subresource `scale`), of exactly what was
   * observed, and answers the version after that. The next apply may set another number, or leave
   * this one alone by naming none.
   */
  scale(ref: ObjectRef, replicas: number, observed: Precondition): Promise<Precondition>;
  /** Deletes that very object (uid precondition) in the foreground; already gone is success. */
  delete(ref: ObjectRef, uid: string): Promise<void>;
  list(request: ListRequest): Promise<ObjectPage>;
  /**
   * Resolves when the object differs from `resourceVersion` (undefined: from absence), or at the
   * timeout. A hint only: the caller reads again. Never rejects for a broken watch.
   */
  awaitChange(ref: ObjectRef, change: ChangeWait): Promise<void>;
  /** UID of the `kube-system` namespace: tells a rebuilt cluster from the one we knew. */
  identity(): Promise<string>;
}

export interface ChangeWait {
  readonly resourceVersion: string | undefined;
  readonly timeoutMs: number;
  /** Resolves at once when it is aborted. */
  readonly signal?: AbortSignal;
}
