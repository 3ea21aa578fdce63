import type { KubernetesObject } from '@kubernetes/client-node';
import { type SimulatedCall, simulatedRefusal } from './simulated-refusal.ts';

const subdomainPattern = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/;
const labelValuePattern = /^(?:[A-Za-z0-9](?:[A-Za-z0-9_.-]*[A-Za-z0-9])?)?$/;

const nameLengthMax = 253;
const labelLengthMax = 63;

/** Refuses names and label values that an API server refuses (`invalid_object`). */
export function validateSimulated(call: SimulatedCall, object: KubernetesObject): void {
  const fault = nameFault(call) ?? labelFault(object) ?? jobFault(call, object);
  if (fault !== undefined) throw simulatedRefusal('invalid_object', call, fault);
}

function nameFault({ ref: { kind, name } }: SimulatedCall): string | undefined {
  if (name.length > nameLengthMax)
    return `metadata.name: must be no more than ${nameLengthMax} characters`;
  if (!subdomainPattern.test(name)) return 'metadata.name: must be a lowercase RFC 1123 subdomain';
  if (kind !== 'Namespace' && kind !== 'Service') return undefined;
  if (name.includes('.')) return 'metadata.name: must not contain dots';
  if (name.length > labelLengthMax)
    return `metadata.name: must be no more than ${labelLengthMax} characters`;
  return undefined;
}

function labelFault({ metadata }: KubernetesObject): string | undefined {
  const bad = Object.values(metadata?.labels ?? {}).find(
    (value) => value.length > labelLengthMax || !labelValuePattern.test(value),
  );
  return bad === undefined
    ? undefined
    : 'metadata.labels: a valid label must consist of alphanumeric characters';
}

// The Job controller writes the Job's name into a label of its pods.
function jobFault(
  { ref: { kind, name } }: SimulatedCall,
  object: KubernetesObject,
): string | undefined {
  if (kind !== 'Job') return undefined;
  if (name.length > labelLengthMax)
    return `spec.template.labels: must be no more than ${labelLengthMax} bytes`;
  const { spec } = object as { spec?: { template?: unknown } };
  return spec?.template === undefined ? 'spec.template: Required value' : undefined;
}
