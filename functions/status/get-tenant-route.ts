import type { Store } from '../../shared/ports/store.ts';
import { getTenant } from '../../shared/use-cases/get-tenant.ts';
import { assertId } from '../http/assert-id.ts';
import { entityTag } from '../http/if-match.ts';
import { defineRoute } from '../http/route.ts';
import { tenantParams } from '../schemas/common-schemas.ts';
import { tenantSchema } from '../schemas/tenant-schema.ts';

/** `GET /tenants/{id}`. */
export const getTenantRoute = defineRoute({
  operationId: 'getTenant',
  method: 'get',
  path: '/tenants/{id}',
  tag: 'tenants',
  summary: 'Show a tenant',
  role: 'viewer',
  params: tenantParams,
  answers: { 200: { description: 'The tenant', schema: tenantSchema, headers: ['ETag'] } },
  problems: ['tenant_not_found', 'tenant_deleted'],
  handle: async (ports: { readonly store: Pick<Store, 'get'> }, { principal, params }) => {
    const tenantId = assertId('tenant', params.id);
    const body = await getTenant(ports, { principal, tenantId });
    return { status: 200, body, headers: { etag: entityTag(body.generation) } };
  },
});
