/** What the platform's owner sets for product starter. */
export interface StarterSettings {
  /** A tenant that names no host is served at `<slug>.<baseDomain>`. */
  readonly baseDomain: string;
  /** cert-manager's ClusterIssuer of the certificates; absent or empty: Ingresses ask for none. */
  readonly clusterIssuer?: string;
  /** Whether images may have the tag `latest` (not in production). */
  readonly isLatestAllowed?: boolean;
  /** How long a deleted tenant is only suspended and can be restored, in milliseconds; absent: not at all. */
  readonly softDeleteMs?: number;
}
