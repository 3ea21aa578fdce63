import { z } from 'zod';
import type { Store } from '../../shared/ports/store.ts';
import { TenantryError } from '../../shared/tenant/errors.ts';
import { getRevision, listRevisions } from '../../shared/use-cases/revisions.ts';
import { assertId } from '../http/assert-id.ts';
import { type CursorPorts, pageAnswer, pageRequest } from '../http/page.ts';
import { defineRoute, type Route } from '../http/route.ts';
import { pageQuery, tenantParams, wholeNumberQuery } from '../schemas/common-schemas.ts';
import { revisionDetailsSchema, revisionListSchema } from '../schemas/revision-schemas.ts';

/** What showing revisions acts through. */
export interface RevisionPorts extends CursorPorts {
  readonly store: Pick<Store, 'get' | 'listRevisions'>;
}

const listRevisionsRoute = defineRoute({
  operationId: 'listRevisions',
  method: 'get',
  path: '/tenants/{id}/revisions',
  tag: 'operations',
  summary: 'List what a tenant was made of, oldest first',
  role: 'viewer',
  params: tenantParams,
  query: z.strictObject(pageQuery),
  answers: { 200: { description: 'A page of revisions', schema: revisionListSchema } },
  problems: ['tenant_not_found', 'invalid_cursor'],
  handle: async (ports: RevisionPorts, { principal, params, query }) => {
    const tenantId = assertId('tenant', params.id);
    const list = { name: 'revisions', principal, filter: [tenantId] };
    const page = await pageRequest(ports, list, query);
    return await pageAnswer(ports, list, await listRevisions(ports, { principal, tenantId, page }));
  },
});

const numberMax = 999_999_999_999_999;

const getRevisionRoute = defineRoute({
  operationId: 'getRevision',
  method: 'get',
  path: '/tenants/{id}/revisions/{number}',
  tag: 'operations',
  summary: 'Show a revision of a tenant, and how it differs from another',
  role: 'viewer',
  params: tenantParams.extend({
    number: z.string().meta({ description: 'Number of the revision', examples: ['3'] }),
  }),
  query: z.strictObject({
    compare: wholeNumberQuery(1, numberMax)
      .optional()
      .meta({ description: 'Number of the revision to compare with' }),
  }),
  answers: { 200: { description: 'The revision', schema: revisionDetailsSchema } },
  problems: ['tenant_not_found', 'revision_not_found'],
  handle: async (ports: RevisionPorts, { principal, params, query: { compare } }) => {
    const tenantId = assertId('tenant', params.id);
    const question = { principal, tenantId, number: numberOf(params.number) };
    const body = await getRevision(ports, {
      ...question,
      ...(compare !== undefined && { compareWith: compare }),
    });
    return { status: 200, body };
  },
});

/** Any text is looked up: what is no number is simply not found. */
function numberOf(text: string): number {
  if (/^[1-9]\d{0,14}$/.test(text)) return Number(text);
  throw new TenantryError('revision_not_found', `Cannot find revision "${text}"`);
}

/** `GET /tenants/{id}/revisions` and `GET /tenants/{id}/revisions/{number}`. */
export const revisionsRoutes: readonly Route<RevisionPorts>[] = [
  listRevisionsRoute,
  getRevisionRoute,
];
