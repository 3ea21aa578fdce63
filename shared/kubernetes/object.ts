import type { KubernetesObject } from '@kubernetes/client-node';
import { tenantLabel } from './labels.ts';

/** Names one Kubernetes object. */
export interface ObjectRef {
  readonly apiVersion: string;
  readonly kind: string;
  /** Absent for objects without a namespace. */
  readonly namespace?: string;
  readonly name: string;
}

/** An object as the API server holds it: name, uid and resourceVersion are always there. */
export interface ObservedObject extends KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: NonNullable<KubernetesObject['metadata']> & {
    readonly name: string;
    readonly uid: string;
    readonly resourceVersion: string;
  };
  /** Everything else (`spec`, `status`, `data` …), to be read with care. */
  readonly [field: string]: unknown;
}

/** The reference of an object that names its kind and itself. Throws on one that does not. */
export function refOf(object: KubernetesObject): ObjectRef {
  const { apiVersion, kind, metadata } = object;
  if (apiVersion === undefined || kind === undefined || metadata?.name === undefined) {
    throw new TypeError('Cannot name an object: apiVersion, kind or metadata.name is missing');
  }
  const { name, namespace } = metadata;
  return namespace === undefined
    ? { apiVersion, kind, name }
    : { apiVersion, kind, namespace, name };
}

/** `Kind namespace/name`, as people write it. */
export function describeRef(ref: ObjectRef): string {
  const name = ref.namespace === undefined ? ref.name : `${ref.namespace}/${ref.name}`;
  return `${ref.kind} ${name}`;
}

/** Whether two references name the same object (the version of the API group does not matter). */
export function isSameRef(a: ObjectRef, b: ObjectRef): boolean {
  return refKey(a) === refKey(b);
}

/** A key for maps: group, kind, namespace and name. */
export function refKey(ref: ObjectRef): string {
  const group = ref.apiVersion.includes('/') ? ref.apiVersion.split('/')[0] : '';
  return [group, ref.kind, ref.namespace ?? '', ref.name].join('/');
}

/** Whether the object carries this tenant's label: only such objects are ever written or deleted. */
export function isOwnedBy(object: KubernetesObject, tenantId: string): boolean {
  return object.metadata?.labels?.[tenantLabel] === tenantId;
}
