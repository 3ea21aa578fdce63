import type { ObjectRef } from '../../kubernetes/object.ts';
import { type SimulatedCall, simulatedRefusal } from './simulated-refusal.ts';

/** What the simulated cluster knows of a kind; every line was seen on a real API server first. */
export interface SimulatedKind {
  readonly isNamespaced: boolean;
  /** Whether metadata.generation counts changes of the spec. */
  readonly hasGeneration: boolean;
  /** Paths that no apply may change. */
  readonly immutable: readonly (readonly string[])[];
  /** Whether callers may create it; the others only come from controllers. */
  readonly isCreatable: boolean;
  /** Whether it has the subresource `scale` and pods that a controller rolls out. */
  readonly isScalable: boolean;
}

const plain: SimulatedKind = {
  isNamespaced: true,
  hasGeneration: false,
  immutable: [],
  isCreatable: true,
  isScalable: false,
};

const workload: SimulatedKind = {
  ...plain,
  hasGeneration: true,
  immutable: [['spec', 'selector']],
  isScalable: true,
};

const kinds: ReadonlyMap<string, SimulatedKind> = new Map<string, SimulatedKind>([
  ['v1 Namespace', { ...plain, isNamespaced: false }],
  ['v1 ConfigMap', plain],
  ['v1 LimitRange', plain],
  ['v1 PersistentVolumeClaim', plain],
  ['v1 Pod', { ...plain, isCreatable: false }],
  ['v1 ResourceQuota', plain],
  ['v1 Secret', { ...plain, immutable: [['type']] }],
  ['v1 Service', plain],
  ['v1 ServiceAccount', plain],
  ['apps/v1 Deployment', workload],
  ['apps/v1 StatefulSet', workload],
  ['autoscaling/v2 HorizontalPodAutoscaler', plain],
  ['batch/v1 Job', { ...plain, hasGeneration: true, immutable: [['spec', 'template']] }],
  ['external-secrets.io/v1 ExternalSecret', { ...plain, hasGeneration: true }],
  ['networking.k8s.io/v1 Ingress', { ...plain, hasGeneration: true }],
  ['networking.k8s.io/v1 NetworkPolicy', { ...plain, hasGeneration: true }],
  ['policy/v1 PodDisruptionBudget', { ...plain, hasGeneration: true }],
  ['secrets-store.csi.x-k8s.io/v1 SecretProviderClass', { ...plain, hasGeneration: true }],
  ['storage.k8s.io/v1 CSIDriver', { ...plain, isNamespaced: false }],
]);

/** The kind; `unsupported_in_simulation` for what was never compared with a real cluster. */
export function simulatedKind(call: SimulatedCall): SimulatedKind {
  const { apiVersion, kind, namespace } = call.ref;
  const known = kinds.get(`${apiVersion} ${kind}`);
  if (known === undefined) {
    const why = `the simulated cluster does not know ${apiVersion} ${kind}; use a real cluster`;
    throw simulatedRefusal('unsupported_in_simulation', call, why);
  }
  if (call.verb !== 'list' && known.isNamespaced !== (namespace !== undefined)) {
    const why = known.isNamespaced ? 'it needs a namespace' : 'it cannot have a namespace';
    throw simulatedRefusal('invalid_object', call, why);
  }
  return known;
}

/** Key of an object in the simulated cluster. */
export function simulatedKey({ kind, namespace, name }: ObjectRef): SimulatedKey {
  return { kind, namespace: namespace ?? '', name };
}

export interface SimulatedKey {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}
