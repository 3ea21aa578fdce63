/** What the platform's owner sets for product codetether. */
export interface CodetetherSettings {
  /** Where the Secrets are that every tenant gets a copy of. */
  readonly sourceNamespace: string;
  /** Whether tenants may be asked for with the image tag `latest`. */
  readonly isLatestAllowed: boolean;
  /** How long a deleted tenant is only suspended and can be restored, in milliseconds; absent: not at all. */
  readonly softDeleteMs?: number;
  /** The systems of the sign-up that are set up; steps of the others are left out. */
  readonly systems: SignUpSystems;
}

/** Where a sign-up leaves its traces besides the cluster. */
export interface SignUpSystems {
  readonly hasRealms: boolean;
  readonly hasDatabase: boolean;
  /** Name that the hosts of tenants point to; absent: no DNS is set up. */
  readonly dnsTarget?: string;
  readonly hasTunnel: boolean;
}
