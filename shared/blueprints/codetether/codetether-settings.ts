/** What the platform's owner sets for product codetether. */
export interface CodetetherSettings {
  /** Where the Secrets are that every tenant gets a copy of. */
  readonly sourceNamespace: string;
  /** Whether tenants may be asked for with the image tag `latest`. */
  readonly isLatestAllowed: boolean;
  /** Domains under which anybody may ask for a tenant; the others are for admins. */
  readonly baseDomains: readonly string[];
  /**
   * Images that anybody may ask for, without a tag. Whoever chooses the image chooses what may use the
   * shared database's address: the others are for admins.
   */
  readonly imageRepositories: readonly string[];
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
