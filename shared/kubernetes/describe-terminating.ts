import type { V1NamespaceStatus } from '@kubernetes/client-node';
import { describeRef, type ObservedObject, refOf } from './object.ts';

/** Conditions of a Namespace on its way out that name what is left in it (Kubernetes API, NamespaceConditionType). */
const blockers: readonly string[] = [
  'NamespaceContentRemaining',
  'NamespaceFinalizersRemaining',
  'NamespaceDeletionContentFailure',
  'NamespaceDeletionDiscoveryFailure',
];

/**
 * An object on its way out and what holds it, for a person: `ConfigMap shop/settings (held by
 * example.com/backup)`. A Namespace says which objects and finalizers in it are left.
 */
export function describeTerminating(object: ObservedObject): string {
  const finalizers = object.metadata.finalizers ?? [];
  const reasons = [
    ...(finalizers.length === 0 ? [] : [`held by ${finalizers.join(', ')}`]),
    ...remaining(object),
  ];
  const name = describeRef(refOf(object));
  return reasons.length === 0 ? name : `${name} (${reasons.join('; ')})`;
}

/** Whether something has to be done by somebody else before the object can go. */
export function isHeld(object: ObservedObject): boolean {
  return (object.metadata.finalizers ?? []).length > 0 || remaining(object).length > 0;
}

function remaining({ kind, status }: ObservedObject): readonly string[] {
  if (kind !== 'Namespace') return [];
  const { conditions = [] } = (status ?? {}) as V1NamespaceStatus;
  return conditions
    .filter(({ type, status: isTrue }) => blockers.includes(type) && isTrue === 'True')
    .map(({ message }) => message ?? '')
    .filter((message) => message !== '');
}
