import type { Store } from '../../shared/ports/store.ts';
import { listEffects } from '../../shared/use-cases/list-effects.ts';
import { assertId } from '../http/assert-id.ts';
import { defineRoute } from '../http/route.ts';
import { tenantParams } from '../schemas/common-schemas.ts';
import { effectListSchema } from '../schemas/effect-schema.ts';

/** What listing effects acts through. */
export interface ListEffectsPorts {
  readonly store: Pick<Store, 'get'>;
}

/** `GET /tenants/{id}/effects`. */
export const listEffectsRoute = defineRoute({
  operationId: 'listEffects',
  method: 'get',
  path: '/tenants/{id}/effects',
  tag: 'operations',
  summary: 'List what was brought about once outside for a tenant, such as a mail',
  role: 'viewer',
  params: tenantParams,
  answers: { 200: { description: 'All of them', schema: effectListSchema } },
  problems: ['tenant_not_found'],
  handle: async (ports: ListEffectsPorts, { principal, params }) => {
    const tenantId = assertId('tenant', params.id);
    const effects = await listEffects(ports, { principal, tenantId });
    return { status: 200, body: { effects, next_cursor: null } };
  },
});
