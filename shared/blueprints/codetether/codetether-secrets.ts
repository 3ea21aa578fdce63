import type { V1Secret } from '@kubernetes/client-node';
import type { GeneratedSecret, SecretCopy } from '../../blueprint/secret-spec.ts';
import { shownCopy, shownSecret } from '../../blueprint/shown-secret.ts';
import { adminSecretRef, type CodetetherInstance, passwordKey } from './codetether-instance.ts';
import { instanceLabels, lastingLabels } from './codetether-objects.ts';
import { databaseSecret, pullSecretName } from './shared-secrets.ts';

/**
 * The tenant's copies of the platform's Secrets. Pods start without a database, as their variable is
 * optional; without the right to pull their image they do not.
 */
export function secretCopies(instance: CodetetherInstance): readonly SecretCopy[] {
  const copyOf = (name: string): Pick<SecretCopy, 'from' | 'to'> => ({
    from: { namespace: instance.settings.sourceNamespace, name },
    to: { namespace: instance.tenant.namespace, name, labels: instanceLabels(instance) },
  });
  return [
    copyOf(pullSecretName),
    { ...copyOf(databaseSecret.name), keys: [databaseSecret.key], isOptional: true },
  ];
}

/** The tenant's Secrets for people, without a value. */
export function shownSecrets(instance: CodetetherInstance): readonly V1Secret[] {
  const copies = secretCopies(instance).map((copy) =>
    copy.keys === undefined
      ? shownCopy(copy, { type: 'kubernetes.io/dockerconfigjson', keys: ['.dockerconfigjson'] })
      : shownCopy(copy, { type: 'Opaque', keys: copy.keys }),
  );
  const { hasRealms } = instance.settings.systems;
  return hasRealms ? [...copies, shownSecret(adminSecret(instance))] : copies;
}

/** The password of the realm's first user. */
export function adminSecret(instance: CodetetherInstance): GeneratedSecret {
  const { name } = adminSecretRef(instance);
  const { namespace } = instance.tenant;
  return { name, namespace, labels: lastingLabels(instance), keys: [passwordKey] };
}
