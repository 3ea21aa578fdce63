import type { StripeVerifier } from '../../shared/adapters/stripe/create-stripe-verifier.ts';
import { TenantryError } from '../../shared/tenant/errors.ts';
import { applyBilling, type BillingOutcome } from '../../shared/use-cases/apply-billing.ts';
import type { SubscriptionEvent } from '../../shared/use-cases/subscription-event.ts';
import type { TenantWishPorts } from '../../shared/use-cases/tenant-wish.ts';
import type { Door } from '../http/door.ts';
import { platformProblem } from '../http/platform-problem.ts';
import { logOutcome } from './log-outcome.ts';
import { parseStripeEvent } from './parse-stripe-event.ts';

export interface StripeDoorPorts extends TenantWishPorts {
  readonly verify: StripeVerifier;
}

const path = '/billing/stripe';

/** The bodies that the server must let through to the door: a subscription may have 20 prices. */
export const billingBodies = { [path]: 256 * 1024 };

/** How long Stripe is asked to wait; it has a schedule of its own. */
const retryAfterMs = 60_000;

/**
 * `POST /billing/stripe`: an event that Stripe signed. 2xx: carried out, or nothing to be done about
 * it. Everything else makes Stripe deliver it again, for three days: that is the queue.
 */
export function stripeDoor({ verify, ...ports }: StripeDoorPorts): Door {
  return {
    method: 'post',
    path,
    open: async (request, requestId) => {
      const body = new Uint8Array(await request.arrayBuffer());
      let event: SubscriptionEvent | undefined;
      try {
        await verify(body, request.headers.get('stripe-signature') ?? undefined);
        event = parseStripeEvent(body);
      } catch (error) {
        if (!(error instanceof TenantryError)) throw error;
        const { code, message: reason } = error;
        ports.logger.warn('Refusing a billing event', { code, reason, request_id: requestId });
        return platformProblem({ status: 400, code }, requestId);
      }
      if (event === undefined) return Response.json({ outcome: 'ignored', why: 'other_event' });
      const outcome = await applyBilling(ports, event);
      logOutcome(ports.logger, event, outcome);
      return answerOf(outcome, requestId);
    },
  };
}

function answerOf(outcome: BillingOutcome, requestId: string): Response {
  switch (outcome.kind) {
    case 'done':
      return Response.json({ outcome: 'done', asked: outcome.asked });
    case 'ignored':
      return Response.json({ outcome: 'ignored', why: outcome.why });
    case 'not_offered':
      return Response.json({ outcome: 'ignored', why: 'not_offered' });
    case 'unknown_tenant':
      return platformProblem({ status: 404, code: 'tenant_not_found' }, requestId);
    case 'wait':
      return platformProblem({ status: 503, code: outcome.code, retryAfterMs }, requestId);
    default:
      return outcome satisfies never;
  }
}
