import { z } from 'zod';
import type { Store } from '../../shared/ports/store.ts';
import { getOperation } from '../../shared/use-cases/operations.ts';
import { assertId } from '../http/assert-id.ts';
import { defineRoute } from '../http/route.ts';
import { waitQuery } from '../schemas/common-schemas.ts';
import { operationSchema } from '../schemas/operation-schema.ts';

/** `GET /operations/{id}`. */
export const getOperationRoute = defineRoute({
  operationId: 'getOperation',
  method: 'get',
  path: '/operations/{id}',
  tag: 'operations',
  summary: 'Show an operation with its steps, or wait for news of it',
  role: 'viewer',
  params: z.object({ id: z.string().meta({ description: 'Id of the operation' }) }),
  query: z.strictObject({ wait: waitQuery }),
  answers: { 200: { description: 'The operation', schema: operationSchema } },
  problems: ['operation_not_found', 'too_many_waiters'],
  handle: async (
    ports: { readonly store: Pick<Store, 'get' | 'waitForChange'> },
    { principal, params, query, signal },
  ) => {
    const operationId = assertId('operation', params.id);
    const question = { principal, operationId, waitMs: query.wait * 1000, signal };
    return { status: 200, body: await getOperation(ports, question) };
  },
});
