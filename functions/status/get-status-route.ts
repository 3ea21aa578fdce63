import { z } from 'zod';
import { getStatus, type StatusPorts } from '../../shared/use-cases/get-status.ts';
import { assertId } from '../http/assert-id.ts';
import { defineRoute } from '../http/route.ts';
import { tenantParams, waitQuery, wholeNumberQuery } from '../schemas/common-schemas.ts';
import { statusSchema } from '../schemas/tenant-schema.ts';

const query = z.strictObject({
  wait: waitQuery,
  since: wholeNumberQuery(0, Number.MAX_SAFE_INTEGER).optional().meta({
    description:
      'The version that you have: the wait ends with a newer one. Without it the wait ends when the tenant has settled',
  }),
});

/** `GET /tenants/{id}/status`. */
export const getStatusRoute = defineRoute({
  operationId: 'getTenantStatus',
  method: 'get',
  path: '/tenants/{id}/status',
  tag: 'tenants',
  summary: 'Poll the status of a tenant, or wait for news',
  description:
    'With ?wait=30 the answer comes once the tenant has settled (active, suspended, failed), with &since=<version> on the next change; after the wait it comes anyway.',
  role: 'viewer',
  params: tenantParams,
  query,
  answers: { 200: { description: 'The status', schema: statusSchema } },
  problems: ['tenant_not_found', 'tenant_deleted', 'too_many_waiters'],
  handle: async (ports: StatusPorts, { principal, params, query: { wait, since }, signal }) => {
    const tenantId = assertId('tenant', params.id);
    const question = { principal, tenantId, waitMs: wait * 1000, signal };
    const body = await getStatus(ports, since === undefined ? question : { ...question, since });
    return { status: 200, body };
  },
});
