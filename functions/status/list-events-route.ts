import { z } from 'zod';
import type { Store } from '../../shared/ports/store.ts';
import { listEvents } from '../../shared/use-cases/list-events.ts';
import { assertId } from '../http/assert-id.ts';
import { type CursorPorts, pageAnswer, pageRequest } from '../http/page.ts';
import { defineRoute } from '../http/route.ts';
import { pageQuery, tenantParams } from '../schemas/common-schemas.ts';
import { eventListSchema } from '../schemas/event-schema.ts';

export interface ListEventsPorts extends CursorPorts {
  readonly store: Pick<Store, 'get' | 'listEvents'>;
}

/** `GET /tenants/{id}/events`. */
export const listEventsRoute = defineRoute({
  operationId: 'listEvents',
  method: 'get',
  path: '/tenants/{id}/events',
  tag: 'operations',
  summary: 'Show the audit trail of a tenant, oldest first',
  role: 'viewer',
  params: tenantParams,
  query: z.strictObject(pageQuery),
  answers: { 200: { description: 'A page of events', schema: eventListSchema } },
  problems: ['tenant_not_found', 'invalid_cursor'],
  handle: async (ports: ListEventsPorts, { principal, params, query }) => {
    const tenantId = assertId('tenant', params.id);
    const list = { name: 'events', principal, filter: [tenantId] };
    const page = await pageRequest(ports, list, query);
    return await pageAnswer(ports, list, await listEvents(ports, { principal, tenantId, page }));
  },
});
