import type { TenantWishPorts } from '../../shared/use-cases/tenant-wish.ts';
import { updateTenant } from '../../shared/use-cases/update-tenant.ts';
import { accepted, acceptedAnswer } from '../http/accepted.ts';
import { defineRoute } from '../http/route.ts';
import { tenantWishInput } from '../http/tenant-wish-input.ts';
import { patchOf, patchSchema } from '../schemas/change-schemas.ts';
import { planIdSchema, tenantParams } from '../schemas/common-schemas.ts';
import { tenantSchema } from '../schemas/tenant-schema.ts';
import { planProblems, specProblems } from './wish-problems.ts';

/** The body of `PATCH /tenants/{id}`. */
const tenantPatchSchema = patchSchema
  .extend({ plan_id: planIdSchema })
  .meta({ id: 'TenantPatch', description: 'A JSON merge patch; what is absent stays' });

/** `PATCH /tenants/{id}`. */
export const updateTenantRoute = defineRoute({
  operationId: 'updateTenant',
  method: 'patch',
  path: '/tenants/{id}',
  tag: 'tenants',
  summary: 'Change params, tier, labels, organization or deletion protection of a tenant',
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
  problems: [...specProblems, ...planProblems],
  handle: async (ports: TenantWishPorts, call) => {
    const { plan_id, ...given } = call.body;
    const input = tenantWishInput(call, plan_id);
    return accepted(await updateTenant(ports, { ...input, patch: patchOf(given) }));
  },
});
