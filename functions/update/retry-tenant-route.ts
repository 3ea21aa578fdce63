import { z } from 'zod';
import { retryTenant } from '../../shared/use-cases/retry-tenant.ts';
import type { TenantWishPorts } from '../../shared/use-cases/tenant-wish.ts';
import { accepted, acceptedAnswer } from '../http/accepted.ts';
import { defineRoute } from '../http/route.ts';
import { tenantWishInput } from '../http/tenant-wish-input.ts';
import { tenantParams } from '../schemas/common-schemas.ts';
import { tenantSchema } from '../schemas/tenant-schema.ts';

/** `POST /tenants/{id}/retry`. */
export const retryTenantRoute = defineRoute({
  operationId: 'retryTenant',
  method: 'post',
  path: '/tenants/{id}/retry',
  tag: 'tenants',
  summary: 'Try the failed operation again',
  role: 'operator',
  isWish: true,
  hasIfMatch: true,
  params: tenantParams,
  body: z.strictObject({}).optional(),
  answers: {
    202: { ...acceptedAnswer, description: 'The tenant, queued again', schema: tenantSchema },
  },
  problems: ['tenant_not_found', 'tenant_deleted', 'generation_mismatch', 'action_not_allowed'],
  handle: async (ports: TenantWishPorts, call) =>
    accepted(await retryTenant(ports, tenantWishInput(call))),
});
