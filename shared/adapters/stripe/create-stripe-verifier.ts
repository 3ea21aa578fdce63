import type { Clock } from '../../ports/clock.ts';
import { TenantryError } from '../../tenant/errors.ts';

/** How old a signature may be, in seconds: Stripe's own default. */
const toleranceS = 300;

/** What telling Stripe from others needs. */
export interface StripeVerifierSettings {
  /** Signing secrets of the endpoint; while one is rolled, the old and the new one. */
  readonly secrets: readonly string[];
  /** The wall clock. */
  readonly clock: Clock;
}

/** Resolves when Stripe signed these very bytes a moment ago; else rejects with `invalid_signature`. */
export type StripeVerifier = (body: Uint8Array, signature: string | undefined) => Promise<void>;

/** Checks the header `Stripe-Signature`. The package is loaded with the first call. */
export function createStripeVerifier({ secrets, clock }: StripeVerifierSettings): StripeVerifier {
  return async (body, signature) => {
    const nowMs = clock.now();
    const faults = await Promise.all(
      secrets.map((secret) => faultOf({ body, signature, secret, nowMs })),
    );
    // One secret that fits is enough.
    if (faults.includes(undefined)) return;
    throw new TenantryError('invalid_signature', `Cannot take the event: ${faults.join('; ')}`);
  };
}

interface Signed {
  readonly body: Uint8Array;
  readonly signature: string | undefined;
  readonly secret: string;
  readonly nowMs: number;
}

/** Why it was not signed with this secret; undefined: it was. */
async function faultOf({ body, signature, secret, nowMs }: Signed): Promise<string | undefined> {
  const { Stripe } = await import('stripe');
  const checker = Stripe.webhooks.signature;
  if (checker === null) return 'no signature can be checked';
  try {
    await checker.verifyHeaderAsync(body, signature ?? '', secret, toleranceS, undefined, nowMs);
    return undefined;
  } catch (error) {
    // Also other errors than Stripe's own: an empty `v1=` throws a plain one.
    const [reason = ''] = error instanceof Error ? error.message.split('\n', 1) : [];
    return reason;
  }
}
