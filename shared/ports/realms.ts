/** An OpenID Connect client of a realm. */
export interface RealmClient {
  readonly clientId: string;
  /** `public`: without a secret, with PKCE (S256). `confidential`: with a secret and a service account. */
  readonly access: 'public' | 'confidential';
  readonly redirectUris: readonly string[];
  readonly webOrigins: readonly string[];
}

/** A person who may sign in from the first day; without a password until one is set. */
export interface RealmUser {
  readonly username: string;
  readonly email?: string;
  readonly roles: readonly string[];
}

/** A realm as it should be. */
export interface RealmDefinition {
  readonly realm: string;
  readonly displayName: string;
  /** Id of the tenant that the realm belongs to; kept in the realm. */
  readonly tenantId: string;
  readonly clients: readonly RealmClient[];
  readonly roles: readonly string[];
  readonly users: readonly RealmUser[];
}

/** A realm that there is. */
export interface FoundRealm {
  /** Undefined: no tenant made it. */
  readonly tenantId: string | undefined;
  /** What of its definition it lacks, for people: `client acme-spa`. */
  readonly missing: readonly string[];
}

/**
 * Where the users of tenants are kept: a realm for each. Every call ends within the call timeout and
 * rejects with a `SystemError`.
 */
export interface Realms {
  /** The realm under this name compared with its definition; undefined after a positive 404. */
  find(wanted: RealmDefinition): Promise<FoundRealm | undefined>;
  /** Creates it whole. A realm of that name meanwhile → `realms_conflict` of class `observe`. */
  create(wanted: RealmDefinition): Promise<void>;
  /** Brings about what `find` missed; nothing that is there is changed. */
  complete(wanted: RealmDefinition): Promise<void>;
  /** Sets a password that the user must change when first signing in. */
  setPassword(realm: string, user: { username: string; password: string }): Promise<void>;
  /** Removes the realm of exactly this tenant; already gone is success. */
  remove(realm: string, tenantId: string): Promise<void>;
}
