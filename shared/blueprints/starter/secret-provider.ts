/** The providers whose lists of secrets are known here. */
export const secretProviderNames = ['gcp', 'gke', 'aws', 'azure', 'vault'] as const;

/** A provider of the Secrets Store CSI Driver, as a SecretProviderClass names it. */
export type SecretProviderName = (typeof secretProviderNames)[number];

/** Members of an entry in a provider's list, texts all. */
type Entry = Readonly<Record<string, string>>;

/** How a provider wants to be told what to fetch. */
export interface SecretProvider {
  /** The CSI driver that it belongs to. */
  readonly driver: string;
  /** Parameters that it takes besides its list; of each row with names, one must be given. */
  readonly needed: readonly (readonly [name: string, ...others: string[]])[];
  readonly optional: readonly string[];
  /** The form of its identifiers, for people. */
  readonly form: string;
  /** What it is to put into a file; undefined: the text is no identifier of this provider. */
  entryOf(file: string, identifier: string): Entry | undefined;
  /** The parameter with its list of entries: JSON, which is YAML, so that no text breaks out of it. */
  listOf(entries: readonly Entry[]): Readonly<Record<string, string>>;
}

const driver = 'secrets-store.csi.k8s.io';

const objects: SecretProvider['listOf'] = (entries) => ({ objects: JSON.stringify(entries) });

/** https://github.com/GoogleCloudPlatform/secrets-store-csi-driver-provider-gcp (`config/config.go`). */
const gcp: SecretProvider = {
  driver,
  needed: [],
  optional: [],
  form: 'projects/<project>/secrets/<name>/versions/<version>, or with locations/<location>/ after the project',
  entryOf: (path, resourceName) =>
    /^projects\/[^/]+\/(?:secrets|locations\/[^/]+\/(?:secrets|parameters))\/[^/]+\/versions\/[^/]+$/.test(
      resourceName,
    )
      ? { resourceName, path }
      : undefined,
  listOf: (entries) => ({ secrets: JSON.stringify(entries) }),
};

/** https://github.com/aws/secrets-store-csi-driver-provider-aws (`provider/secret_descriptor.go`). */
const aws: SecretProvider = {
  driver,
  needed: [],
  optional: ['region', 'usePodIdentity', 'preferredAddressType'],
  form: 'the name or the ARN of a secret, or ssmparameter:<name>',
  entryOf: (objectAlias, identifier) => {
    const [, type, name] = /^(?:(ssmparameter):)?([\w/+=.@-]+)$/.exec(identifier) ?? [];
    if (name !== undefined) {
      return { objectName: name, objectAlias, objectType: type ?? 'secretsmanager' };
    }
    return /^arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\d+:secret:[\w/+=.@-]+$/.test(identifier)
      ? { objectName: identifier, objectAlias, objectType: 'secretsmanager' }
      : undefined;
  },
  listOf: objects,
};

/** https://github.com/Azure/secrets-store-csi-driver-provider-azure (`pkg/provider/types`). */
const azure: SecretProvider = {
  driver,
  needed: [['keyvaultName'], ['tenantId', 'tenantID'], ['clientID']],
  optional: ['cloudName'],
  form: 'the name of a secret, key:<name> or cert:<name>',
  entryOf: (objectAlias, identifier) => {
    const [, type, name] = /^(?:(secret|key|cert):)?([A-Za-z0-9-]{1,127})$/.exec(identifier) ?? [];
    return name === undefined
      ? undefined
      : { objectName: name, objectAlias, objectType: type ?? 'secret' };
  },
  // An array of texts, each of them YAML again.
  listOf: (entries) => ({
    objects: JSON.stringify({ array: entries.map((entry) => JSON.stringify(entry)) }),
  }),
};

/** https://github.com/hashicorp/vault-csi-provider (`internal/config/config.go`). */
const vault: SecretProvider = {
  driver,
  needed: [['roleName']],
  optional: [
    'vaultAddress',
    'vaultNamespace',
    'vaultKubernetesMountPath',
    'vaultAuthMountPath',
    'vaultCACertPath',
    'vaultTLSServerName',
    'audience',
  ],
  form: '<path>#<key>, or <path> for everything there as JSON',
  entryOf: (objectName, identifier) => {
    const [, secretPath, secretKey] = /^([^#]+)(?:#(.+))?$/.exec(identifier) ?? [];
    if (secretPath === undefined) return undefined;
    return { objectName, secretPath, ...(secretKey !== undefined && { secretKey }) };
  },
  listOf: objects,
};

const providers: Readonly<Record<SecretProviderName, SecretProvider>> = {
  gcp,
  // Google's add-on: the same lists, of a driver of its own.
  gke: { ...gcp, driver: 'secrets-store-gke.csi.k8s.io' },
  aws,
  azure,
  vault,
};

/** The provider of this name. */
export function secretProviderOf(name: SecretProviderName): SecretProvider {
  return providers[name];
}
