/** Where Keycloak is and as whom Tenantry acts there. */
export interface KeycloakSettings {
  /** Its base, with the path under which it is served: `https://auth.example.com`. */
  readonly url: URL;
  /** The realm of the client, the administration realm: `master`. */
  readonly realm: string;
  /** A confidential client with a service account that may create realms. */
  readonly clientId: string;
  readonly clientSecret: string;
  /** Time for one call of the port, all its requests together. */
  readonly callTimeoutMs: number;
  /** The time of a clock that never jumps. */
  readonly nowMs: () => number;
}
