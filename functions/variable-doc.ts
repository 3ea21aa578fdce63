/** Where the program runs: `local` is `npm start`, `deployed` a function in the cloud. */
export type Mode = 'local' | 'deployed';

/** What a function is made of, and what stands behind it. A variable of a part matters only to it. */
export type Part =
  | 'store'
  | 'queue'
  | 'cluster'
  | 'vault'
  /** Google's services call the function and show who they are. */
  | 'callers'
  /** Stripe calls the function and signs what it says. */
  | 'billing'
  | 'firestore'
  | 'pubsub'
  | 'secret-manager'
  /** Systems besides the cluster in which tenants have parts; each of them may be missing. */
  | 'systems'
  /** One of them, wanted as soon as one of its variables is set. */
  | 'tenant-database'
  | 'cloudflare'
  | 'keycloak'
  | 'mail'
  /** Any part of a Google Cloud project. */
  | 'google-cloud'
  | 'kubeconfig';

/** What a reader needs to know of one environment variable; `docs/configuration.md` is made of it. */
export interface VariableDoc {
  readonly summary: string;
  /** Read only when this part was chosen; absent: always. */
  readonly part?: Part;
  /** Whether its part cannot do without. */
  readonly isRequired?: true;
  /** A part that cannot do without, though the variable is always read. */
  readonly requiredBy?: Part;
  /** Absent: the variable has no default there. */
  readonly local?: string;
  readonly deployed?: string;
  /** What a good value looks like; the text of the error when a value is bad. */
  readonly rule: string;
}

/** The same default wherever the program runs. */
export const everywhere = (value: string) => ({ local: value, deployed: value });
