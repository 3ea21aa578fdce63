import type { V1Secret } from '@kubernetes/client-node';
import { isSealed } from '../tenant/sealed-token.ts';
import type { GeneratedSecret, SealedSecret, SecretCopy } from './secret-spec.ts';

/** What stands for a value that is generated in the cluster and never leaves it. */
export const generatedValue = '<generated>';

/** What stands for a value that a caller gives and only the vault holds. */
export const sealedValue = '<sealed>';

/** What stands for a value that is copied in the cluster from a Secret of the platform's owner. */
export const copiedValue = '<copied>';

/** The same where Kubernetes wants a registry's configuration (JSON) and refuses everything else. */
export const copiedRegistries = '{"auths":{"<copied>":{}}}';

/** A copied Secret as `render` shows it: every value of these keys reads `<copied>`. */
export function shownCopy(
  { to: { name, namespace, labels } }: Pick<SecretCopy, 'to'>,
  { type, keys }: { readonly type: string; readonly keys: readonly string[] },
): V1Secret {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, namespace, labels: { ...labels } },
    type,
    stringData: Object.fromEntries(
      keys.map((key) => [key, key === '.dockerconfigjson' ? copiedRegistries : copiedValue]),
    ),
  };
}

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

/** A sealed Secret as `render` shows it: its tokens, so that a plan tells that one changes, and no value. */
export function shownSealedSecret({ name, namespace, labels, values }: SealedSecret): V1Secret {
  const shown = Object.entries(values).map(([key, text]) => [
    key,
    isSealed(text) ? text : sealedValue,
  ]);
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, namespace, labels: { ...labels } },
    type: 'Opaque',
    stringData: Object.fromEntries(shown),
  };
}
