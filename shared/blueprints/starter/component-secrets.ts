import type { KubernetesObject } from '@kubernetes/client-node';
import type { SealedSecret } from '../../blueprint/secret-spec.ts';
import { sealedValue } from '../../blueprint/shown-secret.ts';
import { digestOf } from '../../kubernetes/digest.ts';
import { isSealed } from '../../tenant/sealed-token.ts';
import { componentsOf } from './component.ts';
import type { ComponentName } from './component-name.ts';
import { metadataOf, type StarterSite } from './starter-site.ts';

/** The Secret that a component's secret variables come from. */
export interface ComponentSecrets {
  /** Whose: the operator makes it from an ExternalSecret, or Tenantry from sealed values. */
  readonly kind: 'external' | 'static';
  readonly name: string;
  /** Variable → identifier at the provider, or sealed value. */
  readonly entries: Readonly<Record<string, string>>;
}

/** Where a component's secrets are; undefined when it has none. */
export function secretsOf(
  { tenant, params }: StarterSite,
  component: ComponentName,
): ComponentSecrets | undefined {
  const { externalSecrets } = params;
  const kind = externalSecrets.enabled ? 'external' : 'static';
  const given = kind === 'external' ? externalSecrets[component].data : params[component].secrets;
  const entries = Object.fromEntries(Object.entries(given).toSorted(byName));
  if (Object.keys(entries).length === 0) return undefined;
  // Two names: the operator's Secret goes with its ExternalSecret, and takes nothing of ours along.
  const suffix = kind === 'external' ? 'secrets' : 'static';
  const own = metadataOf(tenant, component, suffix).name ?? '';
  return { kind, name: params[component].secretName || own, entries };
}

/** The ExternalSecret of external-secrets.io that fills a component's Secret. */
export function externalSecret(
  { tenant, params }: StarterSite,
  component: ComponentName,
  { name, entries }: ComponentSecrets,
): KubernetesObject & { readonly spec: object } {
  const { secretStoreRef } = params.externalSecrets;
  return {
    apiVersion: 'external-secrets.io/v1',
    kind: 'ExternalSecret',
    metadata: metadataOf(tenant, component),
    spec: {
      refreshInterval: '1h',
      secretStoreRef: { name: secretStoreRef.name, kind: secretStoreRef.kind },
      target: { name },
      data: Object.entries(entries).map(([secretKey, key]) => ({ secretKey, remoteRef: { key } })),
    },
  };
}

/** The Secrets that are made of sealed values, one for each component that has any. */
export function sealedSecrets(site: StarterSite): readonly SealedSecret[] {
  return componentsOf(site.params).flatMap(({ name: component }) => {
    const secrets = secretsOf(site, component);
    if (secrets?.kind !== 'static') return [];
    const { namespace } = site.tenant;
    const labels = { ...metadataOf(site.tenant, component).labels };
    return [{ name: secrets.name, namespace, labels, values: secrets.entries }];
  });
}

/**
 * A text that differs whenever the pods must start anew for their secrets. Of values that are not
 * sealed (in `render` alone) nothing is derived.
 */
export function secretsMark({ kind, name, entries }: ComponentSecrets): string {
  const areSealed = Object.values(entries).every(isSealed);
  return kind === 'external' || areSealed ? digestOf({ name, entries }) : sealedValue;
}

function byName([a]: readonly [string, string], [b]: readonly [string, string]): number {
  return a < b ? -1 : 1;
}
