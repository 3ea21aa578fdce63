import type { KubernetesObject, V1Volume, V1VolumeMount } from '@kubernetes/client-node';
import type { ObjectRef } from '../../kubernetes/object.ts';
import { componentsOf } from './component.ts';
import type { ComponentName } from './component-name.ts';
import { secretProviderOf } from './secret-provider.ts';
import { metadataOf, type StarterSite } from './starter-site.ts';

const volumeName = 'secret-files';

/** A SecretProviderClass of secrets-store.csi.x-k8s.io: which secrets become which files. */
export interface SecretProviderClass extends KubernetesObject {
  readonly spec: {
    readonly provider: string;
    readonly parameters: Readonly<Record<string, string>>;
  };
}

/** What a component's files are made of; undefined where none are mounted. */
export function secretProviderClass(
  { tenant, params }: StarterSite,
  component: ComponentName,
): SecretProviderClass | undefined {
  const { enabled, provider, parameters, [component]: mapped } = params.secretFiles;
  const { entryOf, listOf } = secretProviderOf(provider);
  const entries = Object.entries(mapped.files)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([file, identifier]) => entryOf(file, identifier))
    .filter((entry) => entry !== undefined);
  if (!enabled || entries.length === 0) return undefined;
  return {
    apiVersion: 'secrets-store.csi.x-k8s.io/v1',
    kind: 'SecretProviderClass',
    metadata: metadataOf(tenant, component, 'files'),
    spec: { provider, parameters: { ...parameters, ...listOf(entries) } },
  };
}

/** One for each component with files. */
export function secretProviderClasses(site: StarterSite): readonly SecretProviderClass[] {
  return componentsOf(site.params).flatMap(({ name }) => secretProviderClass(site, name) ?? []);
}

/** The driver that mounts the files, as it is registered in the cluster. */
export function driverRef({ params }: StarterSite): ObjectRef {
  const { driver, provider } = params.secretFiles;
  const name = driver || secretProviderOf(provider).driver;
  return { apiVersion: 'storage.k8s.io/v1', kind: 'CSIDriver', name };
}

/** The volumes of a component's pods: its files, if it has any. The driver knows them as read-only alone. */
export function fileVolumes(site: StarterSite, component: ComponentName): readonly V1Volume[] {
  const secretProvider = secretProviderClass(site, component)?.metadata?.name;
  if (secretProvider === undefined) return [];
  const volumeAttributes = { secretProviderClass: secretProvider };
  const { name: driver } = driverRef(site);
  return [{ name: volumeName, csi: { driver, readOnly: true, volumeAttributes } }];
}

/** Where a component's container has its files. */
export function fileMounts(site: StarterSite, component: ComponentName): readonly V1VolumeMount[] {
  const { mountPath } = site.params.secretFiles;
  return fileVolumes(site, component).map(({ name }) => ({ name, mountPath, readOnly: true }));
}
