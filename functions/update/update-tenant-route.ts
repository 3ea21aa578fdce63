import { z } from 'zod';
import type { TenantWishPorts } from '../../shared/use-cases/tenant-wish.ts';
import { updateTenant } from '../../shared/use-cases/update-tenant.ts';
import { accepted, acceptedAnswer } from '../http/accepted.ts';
import { defineRoute } from '../http/route.ts';
import { tenantWishInput } from '../http/tenant-wish-input.ts';
import { jsonObjectSchema, tenantParams } from '../schemas/common-schemas.ts';
import { labelsPatchSchema } from '../schemas/label-schemas.ts';
import { tenantSchema } from '../schemas/tenant-schema.ts';
import { specProblems } from './wish-problems.ts';

/** The body of `PATCH /tenants/{id}`: a JSON merge patch (RFC 7396). */
const tenantPatchSchema = z
  .strictObject({
    params: jsonObjectSchema('What to change of the params; null takes a value back').optional(),
    tier: z.string().max(63).optional().meta({ description: 'One of the tiers of the product' }),
    labels: labelsPatchSchema.optional(),
    organization: z
      .string()
      .trim()
      .min(2)
      .max(100)
      .optional()
      .meta({ description: 'Display name of the customer' }),
    deletion_protection: z
      .boolean()
      .optional()
      .meta({ description: 'While true the tenant cannot be deleted' }),
  })
  .meta({ id: 'TenantPatch', description: 'A JSON merge patch; what is absent stays' });

/** `PATCH /tenants/{id}`. */
export const updateTenantRoute = defineRoute({
  operationId: 'updateTenant',
  method: 'patch',
  path: '/tenants/{id}',
  tag: 'tenants',
  summary: 'Change params, tier or marks of a tenant',
  description:
    'Params and tier make a new revision and an operation (202). Labels, organization and protection change at once (200), as does nothing at all.',
  role: 'operator',
  isWish: true,
  hasIfMatch: 'required',
  params: tenantParams,
  body: tenantPatchSchema,
  bodyExamples: { tier: { tier: 'pro' }, label: { labels: { team: 'a' } } },
  answers: {
    200: { ...acceptedAnswer, description: 'The tenant; no work to do', schema: tenantSchema },
    202: { ...acceptedAnswer, description: 'The tenant, updating', schema: tenantSchema },
  },
  problems: specProblems,
  handle: async (ports: TenantWishPorts, call) => {
    const { params, tier, labels, organization, deletion_protection } = call.body;
    const patch = {
      ...(params !== undefined && { params }),
      ...(tier !== undefined && { tier }),
      ...(labels !== undefined && { labels }),
      ...(organization !== undefined && { organization }),
      ...(deletion_protection !== undefined && { deletion_protection }),
    };
    return accepted(await updateTenant(ports, { ...tenantWishInput(call), patch }));
  },
});
