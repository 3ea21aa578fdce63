/** What the platform's owner sets for product frappe. */
export interface FrappeSettings {
  /** Sites are `<slug>.<baseDomain>`. */
  readonly baseDomain: string;
  /** Where the shared volume, Secret and ConfigMap are, and every tenant's objects go. */
  readonly namespace: string;
  /** Image with bench and the apps. */
  readonly image: string;
  /** Whether the first user gets a mail when the site is ready; absent: not. Needs a mail server. */
  readonly hasWelcomeMail?: boolean;
  /** How long a deleted tenant is only suspended and can be restored, in milliseconds; absent: not at all. */
  readonly softDeleteMs?: number;
}
