import type { V1Secret } from '@kubernetes/client-node';
import type { GeneratedSecret } from './step-spec.ts';

/** What stands for a value that is generated in the cluster and never leaves it. */
export const generatedValue = '<generated>';

/** A generated Secret as `render` shows it: every value reads `<generated>`. */
export function shownSecret({ name, namespace, labels, keys }: GeneratedSecret): V1Secret {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, namespace, labels: { ...labels } },
    type: 'Opaque',
    stringData: Object.fromEntries(keys.map((key) => [key, generatedValue])),
  };
}
