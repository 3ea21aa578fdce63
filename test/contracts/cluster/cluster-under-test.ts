import type { KubernetesObject } from '@kubernetes/client-node';
import { expect } from 'vitest';
import { type ObjectRef, type ObservedObject, refOf } from '../../../shared/kubernetes/object.ts';
import type { Cluster } from '../../../shared/ports/cluster.ts';
import type { ClusterView } from '../../../shared/ports/cluster-view.ts';
import { ClusterError } from '../../../shared/tenant/cluster-error.ts';

/** A cluster, and how somebody besides Tenantry makes a Job fail in it. */
export interface ClusterUnderTest {
  readonly cluster: Cluster & ClusterView;
  /** From its return on, pods of this Job end with exit code 1 and this message. */
  failJob(job: JobName, message: string): Promise<void>;
}

export interface JobName {
  readonly namespace: string;
  readonly name: string;
}

/** The cluster that a suite opened, once it has. */
export type Opened = () => ClusterUnderTest;

const patienceMs = 30_000;

/** Waits by the port's own means until the object fits; fails with what was seen last. */
export async function eventually(
  cluster: Cluster,
  ref: ObjectRef,
  fits: (object: ObservedObject | undefined) => boolean,
): Promise<ObservedObject | undefined> {
  const signal = AbortSignal.timeout(patienceMs);
  let seen = await cluster.read(ref);
  while (!fits(seen)) {
    if (signal.aborted) expect.fail(`Waited ${patienceMs} ms, last saw ${JSON.stringify(seen)}`);
    const resourceVersion = seen?.metadata.resourceVersion;
    await cluster.awaitChange(ref, { resourceVersion, timeoutMs: 1_000 });
    seen = await cluster.read(ref);
  }
  return seen;
}

/** Waits until a positive 404. */
export async function eventuallyGone(cluster: Cluster, ref: ObjectRef): Promise<void> {
  await eventually(cluster, ref, (object) => object === undefined);
}

let namespaces = 0;

/** A new namespace with a name that nobody has. */
export async function aNamespaceIn({ cluster }: ClusterUnderTest): Promise<string> {
  namespaces += 1;
  const name = `contract-${process.pid}-${Date.now().toString(36)}-${namespaces}`;
  await cluster.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  return name;
}

/** Creates the object and answers how to name it and what was stored. */
export async function create(
  { cluster }: ClusterUnderTest,
  object: KubernetesObject,
): Promise<{ readonly ref: ObjectRef; readonly created: ObservedObject }> {
  return { ref: refOf(object), created: await cluster.create(object) };
}

/** The latest version of an object that exists. */
export async function latest(cluster: Cluster, ref: ObjectRef): Promise<ObservedObject> {
  const object = await cluster.read(ref);
  if (object === undefined) return expect.fail(`${ref.kind} ${ref.name} does not exist`);
  return object;
}

const appliesMax = 20;

/** Applies onto the latest version; controllers may write in between, so it looks again a few times. */
export async function applyToLatest(
  cluster: Cluster,
  object: KubernetesObject,
): Promise<ObservedObject> {
  for (let tries = 1; ; tries += 1) {
    const observed = await latest(cluster, refOf(object));
    try {
      return await cluster.apply(object, observed.metadata);
    } catch (error) {
      const isStale = error instanceof ClusterError && error.code === 'stale_observation';
      if (!isStale || tries === appliesMax) throw error;
    }
  }
}
