import { z } from 'zod';
import { settleEffect } from '../../shared/use-cases/settle-effect.ts';
import type { TenantWishPorts } from '../../shared/use-cases/tenant-wish.ts';
import { accepted, acceptedAnswer } from '../http/accepted.ts';
import { defineRoute } from '../http/route.ts';
import { tenantWishInput } from '../http/tenant-wish-input.ts';
import { tenantParams } from '../schemas/common-schemas.ts';
import { settlementSchema } from '../schemas/effect-schema.ts';
import { tenantSchema } from '../schemas/tenant-schema.ts';

/** `POST /tenants/{id}/effects/{effect}/settle`. */
export const settleEffectRoute = defineRoute({
  operationId: 'settleEffect',
  method: 'post',
  path: '/tenants/{id}/effects/{effect}/settle',
  tag: 'operations',
  summary: 'Say what came of an effect that nobody else can know of',
  description:
    'What is settled as `not_done` is tried again by the next walk. What is known to be done is never done twice.',
  role: 'operator',
  isWish: true,
  hasIfMatch: true,
  params: tenantParams.extend({
    effect: z.string().meta({ description: 'Name of the effect', examples: ['welcome-mail'] }),
  }),
  body: settlementSchema,
  bodyExamples: { found: { outcome: 'done' }, missing: { outcome: 'not_done' } },
  answers: { 200: { ...acceptedAnswer, description: 'The tenant', schema: tenantSchema } },
  problems: [
    'tenant_not_found',
    'tenant_deleted',
    'generation_mismatch',
    'effect_not_found',
    'effect_running',
    'effect_settled',
  ],
  handle: async (ports: TenantWishPorts, call) => {
    const { effect } = call.params;
    return accepted(await settleEffect(ports, { ...tenantWishInput(call), effect, ...call.body }));
  },
});
