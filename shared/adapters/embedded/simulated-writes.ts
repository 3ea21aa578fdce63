import { isDeepStrictEqual } from 'node:util';
import type { KubernetesObject } from '@kubernetes/client-node';
import { type ObjectRef, type ObservedObject, refOf } from '../../kubernetes/object.ts';
import type { Precondition } from '../../ports/cluster.ts';
import { fieldsOf, withSimulatedDefaults } from './simulated-defaults.ts';
import { type SimulatedKind, simulatedKey, simulatedKind } from './simulated-kinds.ts';
import { mergeApplied } from './simulated-merge.ts';
import type { SimulatedObjects, SimulatedRecord } from './simulated-objects.ts';
import { type SimulatedCall, simulatedRefusal } from './simulated-refusal.ts';
import { isRouted, simulatedRolloutMs } from './simulated-rollout.ts';
import { kubernetesTime } from './simulated-time.ts';
import { validateSimulated } from './simulated-validation.ts';

/** What a write needs besides its object. */
export interface SimulatedWrites {
  readonly objects: SimulatedObjects;
  readonly nowMs: number;
  readonly newUid: () => string;
}

/** Stores a new object, as a POST does. */
export function createSimulated(writes: SimulatedWrites, object: KubernetesObject): ObservedObject {
  const call: SimulatedCall = { verb: 'create', ref: refOf(object) };
  const kind = guardWrite(writes, call, object);
  const existing = writes.objects.get(simulatedKey(call.ref));
  if (existing !== undefined) throw existsAlready(call, existing.object);
  const stored = withSimulatedDefaults(newObject(writes, kind, object));
  return writes.objects.put({
    object: stored,
    applied: appliedPart(object),
    nextMs: nextMoment(writes, stored),
  });
}

/** Changes the object that was observed, as a server-side apply does. */
export function applySimulated(
  writes: SimulatedWrites,
  object: KubernetesObject,
  observed: Precondition,
): ObservedObject {
  const call: SimulatedCall = { verb: 'apply', ref: refOf(object) };
  const kind = guardWrite(writes, call, object);
  const have = guardObserved(writes.objects.get(simulatedKey(call.ref)), call, observed);
  if (have.applied === undefined) {
    const why = 'who owns which field of an object that Tenantry did not create is not simulated';
    throw simulatedRefusal('unsupported_in_simulation', call, why);
  }
  const applied = appliedPart(object);
  const merged = mergeApplied(have.object, have.applied as Fields, applied as Fields) as unknown;
  const after = asJson(withSimulatedDefaults(merged as ObservedObject));
  guardImmutable(call, kind, { before: have.object, after: after });
  const isSame = isDeepStrictEqual([have.object, have.applied], [after, asJson(applied)]);
  if (isSame) return have.object;
  return writes.objects.put(changed(writes, kind, { have, object: after, applied }));
}

/** How many pods which version of a workload gets. */
export interface SimulatedScaling {
  readonly ref: ObjectRef;
  readonly replicas: number;
  readonly observed: Precondition;
}

/**
 * Sets the number of pods, as the subresource does: what an apply said about it counts no more, so
 * that the next apply may say another number or none.
 */
export function scaleSimulated(writes: SimulatedWrites, scaling: SimulatedScaling): ObservedObject {
  const { ref, replicas, observed } = scaling;
  const call: SimulatedCall = { verb: 'scale', ref };
  const kind = simulatedKind(call);
  if (!kind.isScalable) {
    throw simulatedRefusal('unknown_kind', call, 'it has no number of replicas');
  }
  const have = guardObserved(writes.objects.get(simulatedKey(ref)), call, observed);
  if (!Number.isInteger(replicas) || replicas < 0) {
    throw simulatedRefusal('invalid_object', call, 'spec.replicas: must be at least 0');
  }
  const spec = fieldsOf(have.object['spec']);
  if (spec['replicas'] === replicas) return have.object;
  const object = { ...have.object, spec: { ...spec, replicas } };
  const applied = withoutReplicas(have.applied);
  return writes.objects.put(changed(writes, kind, { have, object, applied }));
}

function withoutReplicas(applied: object | undefined): object | undefined {
  const { spec } = fieldsOf(applied);
  if (spec === undefined) return applied;
  const { replicas: _scaled, ...rest } = fieldsOf(spec);
  return { ...applied, spec: rest };
}

/** Begins the end of an object; it is gone a moment later. */
export function deleteSimulated(writes: SimulatedWrites, ref: ObjectRef, uid: string): void {
  const call: SimulatedCall = { verb: 'delete', ref };
  simulatedKind(call);
  const have = writes.objects.get(simulatedKey(ref));
  if (have === undefined) return;
  if (have.object.metadata.uid !== uid) {
    throw simulatedRefusal('stale_observation', call, 'the UID is that of another object');
  }
  if (have.object.metadata.deletionTimestamp !== undefined) return;
  writes.objects.put(terminating(have, writes.nowMs));
}

type Fields = Readonly<Record<string, unknown>>;

function guardWrite(
  { objects }: SimulatedWrites,
  call: SimulatedCall,
  object: KubernetesObject,
): SimulatedKind {
  const kind = simulatedKind(call);
  if (!kind.isCreatable) {
    throw simulatedRefusal('unsupported_in_simulation', call, 'only Jobs make pods here');
  }
  validateSimulated(call, object);
  const { namespace } = call.ref;
  if (namespace === undefined || call.verb !== 'create') return kind;
  const space = objects.get({ kind: 'Namespace', namespace: '', name: namespace });
  if (space === undefined) {
    throw simulatedRefusal('namespace_missing', call, `namespaces "${namespace}" not found`);
  }
  if (space.object.metadata.deletionTimestamp !== undefined) {
    throw simulatedRefusal(
      'namespace_terminating',
      call,
      `namespace ${namespace} is being terminated`,
    );
  }
  return kind;
}

function existsAlready(call: SimulatedCall, existing: ObservedObject) {
  return existing.metadata.deletionTimestamp === undefined
    ? simulatedRefusal('already_exists', call, 'it already exists')
    : simulatedRefusal('object_terminating', call, 'object is being deleted');
}

function guardObserved(
  have: SimulatedRecord | undefined,
  call: SimulatedCall,
  { uid, resourceVersion }: Precondition,
): SimulatedRecord {
  if (have?.object.metadata.uid !== uid) {
    throw simulatedRefusal('stale_observation', call, 'there is no object with this UID');
  }
  if (have.object.metadata.resourceVersion !== resourceVersion) {
    throw simulatedRefusal('stale_observation', call, 'the object has been modified');
  }
  return have;
}

interface Change {
  readonly before: ObservedObject;
  readonly after: ObservedObject;
}

function guardImmutable(call: SimulatedCall, kind: SimulatedKind, { before, after }: Change): void {
  const touched = kind.immutable.find(
    (path) => !isDeepStrictEqual(at(before, path), at(after, path)),
  );
  if (touched === undefined) return;
  throw simulatedRefusal('invalid_object', call, `${touched.join('.')}: field is immutable`);
}

function at(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((current, key) => fieldsOf(current)[key], value);
}

function newObject(
  { nowMs, newUid }: SimulatedWrites,
  kind: SimulatedKind,
  object: KubernetesObject,
): ObservedObject {
  const {
    apiVersion,
    kind: kindName,
    name,
    ...metadata
  } = { ...object.metadata, ...refOf(object) };
  return {
    ...object,
    apiVersion,
    kind: kindName,
    metadata: {
      name,
      ...metadata,
      uid: newUid(),
      resourceVersion: '0',
      ...(kind.hasGeneration && { generation: 1 }),
      // client-node types it as a Date, but objects are JSON here: text, as the API server sends it.
      creationTimestamp: kubernetesTime(nowMs) as unknown as Date,
    },
  };
}

/** A value as JSON holds it: without undefined members, which would look like a change. */
function asJson<T>(object: T): T {
  return JSON.parse(JSON.stringify(object)) as T;
}

/** What Tenantry says about an object, which is what a later apply may take back. */
function appliedPart(object: KubernetesObject): object {
  const { labels, annotations } = object.metadata ?? {};
  const { apiVersion: _version, kind: _kind, metadata: _metadata, ...fields } = object as Fields;
  return {
    ...fields,
    metadata: { ...(labels && { labels }), ...(annotations && { annotations }) },
  };
}

/** When something happens by itself to an object that was just stored. */
function nextMoment({ nowMs }: SimulatedWrites, object: ObservedObject): number | undefined {
  if (object.kind === 'Job') return nowMs;
  const isMoving = movingKinds.has(object.kind) || isRouted(object);
  return isMoving ? nowMs + simulatedRolloutMs : undefined;
}

/** Kinds to which something happens a moment after they are made or, if the spec is worked on, changed. */
const movingKinds: ReadonlySet<string> = new Set([
  'Deployment',
  'ExternalSecret',
  'PersistentVolumeClaim',
  'StatefulSet',
]);

interface Applied {
  readonly have: SimulatedRecord;
  readonly object: ObservedObject;
  readonly applied: object | undefined;
}

function changed(
  writes: SimulatedWrites,
  kind: SimulatedKind,
  { have, object, applied }: Applied,
): SimulatedRecord {
  const isSpecSame = isDeepStrictEqual(have.object['spec'], object['spec']);
  if (!kind.hasGeneration || isSpecSame) return { object, applied, nextMs: have.nextMs };
  const generation = (have.object.metadata.generation ?? 0) + 1;
  const isWorkedOn = kind.isScalable || object.kind === 'ExternalSecret' || isRouted(object);
  const nextMs = isWorkedOn ? nextMoment(writes, object) : have.nextMs;
  return { object: { ...object, metadata: { ...object.metadata, generation } }, applied, nextMs };
}

/** How long an object is seen ending, in milliseconds; a namespace takes its content with it. */
const endingMs = 200;
const namespaceEndingMs = 1_000;

function terminating({ object, applied }: SimulatedRecord, nowMs: number): SimulatedRecord {
  const deletionTimestamp = kubernetesTime(nowMs) as unknown as Date;
  const metadata = { ...object.metadata, deletionTimestamp };
  if (object.kind === 'Namespace') {
    const ended = { ...object, metadata, status: { phase: 'Terminating' } };
    return { object: ended, applied, nextMs: nowMs + namespaceEndingMs };
  }
  const ended = { ...metadata, deletionGracePeriodSeconds: 0, finalizers: ['foregroundDeletion'] };
  return { object: { ...object, metadata: ended }, applied, nextMs: nowMs + endingMs };
}
