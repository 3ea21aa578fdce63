/** A Secret whose values are generated once in the cluster and never leave it. */
export interface GeneratedSecret {
  readonly name: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Keys to generate: 32 characters of base64url from 192 random bits each. */
  readonly keys: readonly string[];
}

/** A Secret made of values that a caller gave and that only the vault holds. */
export interface SealedSecret {
  readonly name: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Token of each value, by key, as the params have it. */
  readonly values: Readonly<Record<string, string>>;
}

/** A Secret of the platform's owner, and the tenant's copy of it. */
export interface SecretCopy {
  readonly from: { readonly namespace: string; readonly name: string };
  readonly to: {
    readonly namespace: string;
    readonly name: string;
    readonly labels: Readonly<Record<string, string>>;
  };
  /** Keys to copy, all of which must be there; absent: whatever there is. */
  readonly keys?: readonly string[];
  /** True: while there is nothing to copy, the tenant goes on without it. */
  readonly isOptional?: boolean;
}
