import { z } from 'zod';
import type { WishAnswer } from '../../shared/use-cases/grant-wish.ts';
import type { TenantWishInput, TenantWishPorts } from '../../shared/use-cases/tenant-wish.ts';
import { accepted, acceptedAnswer } from '../http/accepted.ts';
import { defineRoute, type Route, type RouteDocs } from '../http/route.ts';
import { tenantWishInput } from '../http/tenant-wish-input.ts';
import { planIdSchema, tenantParams } from '../schemas/common-schemas.ts';
import { tenantSchema } from '../schemas/tenant-schema.ts';

/** What every body may carry. */
type ActionBody = { readonly plan_id?: string | undefined } | undefined;

/** An action on a tenant: `POST /tenants/{id}/<action>`. */
interface ActionSpec<Body extends ActionBody>
  extends Pick<RouteDocs, 'summary' | 'description' | 'problems' | 'bodyExamples'> {
  readonly action: string;
  /** What the tenant of the answer is: `suspending`. */
  readonly becomes: string;
  readonly body: z.ZodType<Body, unknown>;
  wish(ports: TenantWishPorts, input: TenantWishInput, body: Body): Promise<WishAnswer>;
}

/** The route of an action; it takes an `Idempotency-Key` and an `If-Match`. */
export function defineActionRoute<Body extends ActionBody>(
  spec: ActionSpec<Body>,
): Route<TenantWishPorts> {
  const { action, becomes, body, wish, ...docs } = spec;
  return defineRoute({
    ...docs,
    operationId: `${action}Tenant`,
    method: 'post',
    path: `/tenants/{id}/${action}`,
    tag: 'tenants',
    role: 'operator',
    isWish: true,
    hasIfMatch: true,
    params: tenantParams,
    body,
    answers: {
      200: {
        ...acceptedAnswer,
        description: 'The tenant; nothing to change',
        schema: tenantSchema,
      },
      202: { ...acceptedAnswer, description: `The tenant, ${becomes}`, schema: tenantSchema },
    },
    handle: async (ports: TenantWishPorts, call) =>
      accepted(await wish(ports, tenantWishInput(call, call.body?.plan_id), call.body)),
  });
}

/** The body of an action that needs none: nothing at all, or an empty object. */
export const emptyBody = z.strictObject({}).optional();

/** The same for an action that can be planned. */
export const planBody = z.strictObject({ plan_id: planIdSchema }).optional();
