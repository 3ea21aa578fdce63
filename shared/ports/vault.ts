/**
 * Where the secret values of tenants are kept, each under its token; nothing else holds them. Every call
 * ends within the call timeout and rejects with a `SystemError` of the system `vault`.
 */
export interface Vault {
  /** Keeps these values, by token, all of them or none; what is kept already stays as it is. */
  put(tenantId: string, values: SealedValues): Promise<void>;
  /** The values of these tokens; one that is not kept for this tenant is absent. */
  get(tenantId: string, tokens: readonly string[]): Promise<SealedValues>;
  /** Removes everything that is kept for the tenant; nothing there is success. */
  remove(tenantId: string): Promise<void>;
  /** Ids of tenants for whom keeping began within this time (RFC 3339 UTC), in any order, at most `limit`. */
  list(since: Timespan, limit: number): Promise<readonly string[]>;
}

/** Secret values by their tokens. */
export type SealedValues = ReadonlyMap<string, string>;

/** From a time until before another one. */
export interface Timespan {
  readonly from: string;
  readonly until: string;
}

/** Makes what may be told of secret values: keyed digests, from which nobody without the key gets back. */
export interface Sealer {
  /** The token of a value of this tenant: the same for the same value, another one for another tenant. */
  token(tenantId: string, value: string): string;
  /** A digest of anything that was made of a secret value. */
  digest(text: string): string;
}

/** What wishes with secret values need. */
export interface Sealing {
  readonly sealer: Sealer;
  readonly vault: Pick<Vault, 'put'>;
}
