import { z } from 'zod';
import type { Store } from '../../shared/ports/store.ts';
import { listOperations } from '../../shared/use-cases/operations.ts';
import { assertId } from '../http/assert-id.ts';
import { type CursorPorts, pageAnswer, pageRequest } from '../http/page.ts';
import { defineRoute } from '../http/route.ts';
import { pageQuery, tenantParams } from '../schemas/common-schemas.ts';
import { operationListSchema } from '../schemas/operation-schema.ts';

export interface ListOperationsPorts extends CursorPorts {
  readonly store: Pick<Store, 'get' | 'listOperations'>;
}

/** `GET /tenants/{id}/operations`. */
export const listOperationsRoute = defineRoute({
  operationId: 'listOperations',
  method: 'get',
  path: '/tenants/{id}/operations',
  tag: 'operations',
  summary: 'List the operations of a tenant, newest first',
  role: 'viewer',
  params: tenantParams,
  query: z.strictObject(pageQuery),
  answers: { 200: { description: 'A page of operations', schema: operationListSchema } },
  problems: ['tenant_not_found', 'invalid_cursor'],
  handle: async (ports: ListOperationsPorts, { principal, params, query }) => {
    const tenantId = assertId('tenant', params.id);
    const list = { name: 'operations', principal, filter: [tenantId] };
    const page = await pageRequest(ports, list, query);
    return await pageAnswer(
      ports,
      list,
      await listOperations(ports, { principal, tenantId, page }),
    );
  },
});
