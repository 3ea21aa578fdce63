import { createStripeVerifier } from '../../shared/adapters/stripe/create-stripe-verifier.ts';
import type { TenantWishPorts } from '../../shared/use-cases/tenant-wish.ts';
import { stripeDoor } from '../billing/stripe-door.ts';
import type { Config } from '../config.ts';
import type { Door } from '../http/door.ts';
import { wallClock } from './clocks.ts';

/** Where Stripe calls, when a signing secret is set. */
export function composeBilling(
  { STRIPE_WEBHOOK_SECRET: secrets }: Pick<Config, 'STRIPE_WEBHOOK_SECRET'>,
  ports: TenantWishPorts,
): readonly Door[] {
  if (secrets === undefined) return [];
  const verify = createStripeVerifier({ secrets, clock: wallClock });
  return [stripeDoor({ ...ports, verify })];
}
