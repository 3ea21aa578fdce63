import { z } from 'zod';
import type { Store } from '../../shared/ports/store.ts';
import { getPastTenant } from '../../shared/use-cases/get-past-tenant.ts';
import { getTenant } from '../../shared/use-cases/get-tenant.ts';
import { assertId } from '../http/assert-id.ts';
import { entityTag } from '../http/if-match.ts';
import { defineRoute } from '../http/route.ts';
import { tenantParams } from '../schemas/common-schemas.ts';
import { pastTenantSchema } from '../schemas/revision-schemas.ts';
import { tenantSchema } from '../schemas/tenant-schema.ts';

const shownTenantSchema = z
  .union([tenantSchema, pastTenantSchema])
  .meta({ id: 'ShownTenant', description: 'A tenant as it is, or with ?at= as it was' });

/** What showing a tenant acts through. */
export interface GetTenantPorts {
  readonly store: Pick<Store, 'get' | 'listRevisions' | 'transact'>;
}

/** `GET /tenants/{id}`. */
export const getTenantRoute = defineRoute({
  operationId: 'getTenant',
  method: 'get',
  path: '/tenants/{id}',
  tag: 'tenants',
  summary: 'Show a tenant, as it is or as it was',
  description:
    'With ?at= it answers what the tenant was to be made of at that time and what its events say of its status, without an ETag, also when it was deleted since.',
  role: 'viewer',
  params: tenantParams,
  query: z.strictObject({
    at: z.iso
      .datetime({ offset: true, error: 'Must be an RFC 3339 time, such as 2026-01-31T12:00:00Z' })
      .optional()
      .meta({
        description: 'As it was then; not in the future',
        examples: ['2026-01-31T12:00:00Z'],
      }),
  }),
  answers: {
    200: {
      description: 'The tenant',
      schema: shownTenantSchema,
      headers: ['ETag'],
    },
  },
  problems: ['tenant_not_found', 'tenant_deleted', 'tenant_not_created_yet'],
  handle: async (ports: GetTenantPorts, { principal, params, query }) => {
    const tenantId = assertId('tenant', params.id);
    if (query.at !== undefined) {
      const at = new Date(query.at).toISOString();
      return { status: 200, body: await getPastTenant(ports, { principal, tenantId, at }) };
    }
    const body = await getTenant(ports, { principal, tenantId });
    return { status: 200, body, headers: { etag: entityTag(body.generation) } };
  },
});
