import type { RealmDefinition } from '../tenant/realm-definition.ts';

/** A realm and the tenant whose id it carries. */
export interface OwnedRealm extends RealmDefinition {
  readonly tenantId: string;
}

/** A realm that there is. */
export interface FoundRealm {
  /** What of its definition it lacks, for people: `client acme-spa`. */
  readonly missing: readonly string[];
}

/** The first password of a user of a tenant's realm. */
export interface FirstPassword {
  readonly realm: string;
  readonly tenantId: string;
  readonly username: string;
  readonly password: string;
}

/**
 * Where the users of tenants are kept: a realm for each. Every call ends within the call timeout and
 * rejects with a `SystemError`. A realm that does not carry the tenant's id is never touched:
 * `realms_conflict` of class `terminal`.
 */
export interface Realms {
  /** The tenant's realm compared with its definition; undefined after a positive 404. */
  find(wanted: OwnedRealm): Promise<FoundRealm | undefined>;
  /** Creates it whole or not at all. A realm of that name meanwhile → `realms_conflict` of class `observe`. */
  create(wanted: OwnedRealm): Promise<void>;
  /** Adds what `find` missed; nothing that is there is changed. */
  complete(wanted: OwnedRealm): Promise<void>;
  /**
   * Gives a user who has no password one that must be changed when first signing in. Who has one
   * keeps it, whoever set it: so a repeated call never takes back what the user has chosen since.
   */
  setFirstPassword(first: FirstPassword): Promise<void>;
  /** Removes the tenant's realm with its users. Already gone, or somebody else's, is success. */
  remove(realm: string, tenantId: string): Promise<void>;
}
