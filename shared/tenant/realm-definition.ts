/** An OpenID Connect client of a realm. */
export interface RealmClient {
  readonly clientId: string;
  /**
   * `public`: people sign in through it, without a secret and with PKCE (S256). `confidential`: a
   * program signs in as itself, with a secret that the system of realms makes and keeps.
   */
  readonly access: 'public' | 'confidential';
  /** Where people are sent back to; none for a confidential client. */
  readonly redirectUris: readonly string[];
  readonly webOrigins: readonly string[];
}

/** A person who may sign in from the first day; without a password until one is set. */
export interface RealmUser {
  readonly username: string;
  readonly email?: string;
  readonly roles: readonly string[];
}

/** A realm as it should be: where the users of one tenant are kept. */
export interface RealmDefinition {
  /** A DNS name in lower case, such as `acme.codetether.run`. */
  readonly realm: string;
  /** People read it where they sign in. */
  readonly displayName: string;
  readonly clients: readonly RealmClient[];
  readonly roles: readonly string[];
  readonly users: readonly RealmUser[];
}
