import { z } from 'zod';
import type { InspectPorts } from '../../shared/use-cases/list-objects.ts';
import { readTenantLogs } from '../../shared/use-cases/read-tenant-logs.ts';
import { assertId } from '../http/assert-id.ts';
import { defineRoute } from '../http/route.ts';
import { tenantParams, wholeNumberQuery } from '../schemas/common-schemas.ts';
import { logListSchema } from '../schemas/inspect-schemas.ts';
import { clusterProblems } from './cluster-problems.ts';

/** `GET /tenants/{id}/logs`. */
export const readLogsRoute = defineRoute({
  operationId: 'readLogs',
  method: 'get',
  path: '/tenants/{id}/logs',
  tag: 'tenants',
  summary: "Show the last lines of a tenant's pods",
  description: 'Of the ten newest pods, at most 64 KiB of each container.',
  role: 'viewer',
  params: tenantParams,
  query: z.strictObject({
    lines: wholeNumberQuery(1, 1000)
      .default(100)
      .meta({ description: 'The last so many of each container', default: 100 }),
  }),
  answers: { 200: { description: 'The lines of each container', schema: logListSchema } },
  problems: ['tenant_not_found', 'tenant_deleted', ...clusterProblems],
  handle: async (ports: InspectPorts, { principal, params, query }) => {
    const tenantId = assertId('tenant', params.id);
    const logs = await readTenantLogs(ports, { principal, tenantId, linesMax: query.lines });
    return { status: 200, body: { logs, next_cursor: null } };
  },
});
