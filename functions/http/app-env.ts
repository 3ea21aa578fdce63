import type { GuardBindings } from './guard-requests.ts';

/** What one request carries through the app; the bindings are absent without the guard. */
export interface AppEnv {
  readonly Bindings: Partial<GuardBindings>;
  readonly Variables: { readonly requestId: string };
}
