import { type InspectPorts, listObjects } from '../../shared/use-cases/list-objects.ts';
import { assertId } from '../http/assert-id.ts';
import { defineRoute } from '../http/route.ts';
import { tenantParams } from '../schemas/common-schemas.ts';
import { objectListSchema } from '../schemas/inspect-schemas.ts';

/** `GET /tenants/{id}/objects`. */
export const listObjectsRoute = defineRoute({
  operationId: 'listObjects',
  method: 'get',
  path: '/tenants/{id}/objects',
  tag: 'tenants',
  summary: 'List the objects of a tenant with their state in the cluster',
  description: 'All at once. Secrets are named and not read.',
  role: 'viewer',
  params: tenantParams,
  answers: { 200: { description: 'The objects', schema: objectListSchema } },
  problems: ['tenant_not_found', 'tenant_deleted'],
  handle: async (ports: InspectPorts, { principal, params }) => {
    const tenantId = assertId('tenant', params.id);
    const objects = await listObjects(ports, { principal, tenantId });
    return { status: 200, body: { objects, next_cursor: null } };
  },
});
