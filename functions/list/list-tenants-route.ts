import { z } from 'zod';
import { unknownMessage } from '../../shared/blueprint/issue-message.ts';
import type { Store, TenantQuery } from '../../shared/ports/store.ts';
import { tenantStatuses } from '../../shared/tenant/tenant.ts';
import { listTenants } from '../../shared/use-cases/list-tenants.ts';
import { type CursorPorts, pageAnswer, pageRequest } from '../http/page.ts';
import { defineRoute } from '../http/route.ts';
import { pageQuery } from '../schemas/common-schemas.ts';
import { tenantListSchema } from '../schemas/tenant-schema.ts';

export interface ListTenantsPorts extends CursorPorts {
  readonly store: Pick<Store, 'listTenants'>;
}

const labelPrefix = 'label.';
const name = z.string().min(1).max(63).optional();

const everyTime = { when: () => true };

const query = z
  .object({
    ...pageQuery,
    product: name.meta({ description: 'Only tenants of this product' }),
    status: z.enum(tenantStatuses).optional().meta({
      description: 'Only tenants of this status; without it all but deleted ones',
    }),
    tier: name.meta({ description: 'Only tenants of this tier' }),
    cluster: name.meta({ description: 'Only tenants on this cluster' }),
    q: name.meta({ description: 'Beginning of the slug; only with sort=slug' }),
    sort: z.enum(['created_at', '-created_at', 'slug']).default('-created_at'),
  })
  .catchall(z.string().max(63))
  .superRefine((given, context) => {
    const keys = [...unknownNames(given)];
    if (keys.length > 0) {
      const message = unknownMessage([...knownNames, `${labelPrefix}<key>`]);
      context.addIssue({ code: 'unrecognized_keys', keys, input: given, message });
    }
    const [, second] = labelNames(given);
    if (second !== undefined) addFault(context, second, 'Must be the only label');
    if (given.q !== undefined && given.sort !== 'slug') {
      addFault(context, 'q', 'Can only be used with sort=slug');
    }
    // Also when another parameter is wrong: every fault is told at once.
  }, everyTime);

type ListQuery = z.output<typeof query>;

/** `GET /tenants`. */
export const listTenantsRoute = defineRoute({
  operationId: 'listTenants',
  method: 'get',
  path: '/tenants',
  tag: 'tenants',
  summary: 'List tenants',
  description: 'Filter by one label with `?label.<key>=<value>`.',
  role: 'viewer',
  query,
  answers: { 200: { description: 'A page of tenants', schema: tenantListSchema } },
  problems: ['invalid_cursor'],
  handle: async (ports: ListTenantsPorts, { principal, query: given }) => {
    const filter = filterOf(given);
    const list = { name: 'tenants', principal, filter: [filter] };
    const page = await pageRequest(ports, list, given);
    const query = { ...filter, ...page };
    return await pageAnswer(ports, list, await listTenants(ports, { principal, query }));
  },
});

/** In one fixed order of members, because the cursor signs it. */
function filterOf(given: ListQuery): Omit<TenantQuery, 'organizationId' | 'limit' | 'after'> {
  const [label] = labelNames(given);
  const { product, status, tier, cluster, q, sort } = given;
  return {
    sort,
    ...(product !== undefined && { product }),
    ...(status !== undefined && { status }),
    ...(tier !== undefined && { tier }),
    ...(cluster !== undefined && { cluster }),
    ...(q !== undefined && { slugPrefix: q.toLowerCase() }),
    ...(label !== undefined && {
      labelPair: `${label.slice(labelPrefix.length)}=${String(given[label])}`,
    }),
  };
}

function labelNames(given: object): readonly string[] {
  return Object.keys(given).filter((key) => key.startsWith(labelPrefix));
}

const knownNames = ['limit', 'cursor', 'product', 'status', 'tier', 'cluster', 'q', 'sort'];

function unknownNames(given: object): readonly string[] {
  return Object.keys(given).filter(
    (key) => !knownNames.includes(key) && !key.startsWith(labelPrefix),
  );
}

function addFault(context: z.RefinementCtx, path: string, message: string): void {
  context.addIssue({ code: 'custom', path: [path], message });
}
