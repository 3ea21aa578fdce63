import Stripe from 'stripe';

/** The signing secret of tests. */
export const webhookSecret = 'whsec_of-the-tests';

/** How a test signs what Stripe would send. */
export interface Signing {
  readonly secret?: string;
  /** Unix time of the signature in seconds, now by default. */
  readonly timestamp?: number;
}

/** The headers with which Stripe sends this body. */
export function stripeHeaders(body: string, { secret, timestamp }: Signing = {}) {
  const signature = Stripe.webhooks.generateTestHeaderString({
    payload: body,
    secret: secret ?? webhookSecret,
    ...(timestamp !== undefined && { timestamp }),
  });
  return { 'content-type': 'application/json; charset=utf-8', 'stripe-signature': signature };
}
