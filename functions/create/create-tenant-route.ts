import type { InputError } from '../../shared/tenant/errors.ts';
import { checkNewTenant } from '../../shared/use-cases/check-new-tenant.ts';
import { type CreateTenantPorts, createTenant } from '../../shared/use-cases/create-tenant.ts';
import { accepted, acceptedAnswer } from '../http/accepted.ts';
import { defineRoute } from '../http/route.ts';
import type { ErrorCode } from '../http/status-codes.ts';
import { tenantSchema } from '../schemas/tenant-schema.ts';
import { planProblems, sealingProblems } from '../update/wish-problems.ts';
import { ambiguities, asWritten, newTenantSchema, wantedOf } from './new-tenant-body.ts';

/** What reading the body of a new tenant needs. */
export type NewTenantPorts = Pick<CreatePorts, 'catalog' | 'placement' | 'defaultProduct'>;

/** What can be wrong with a new tenant. */
export const creationProblems: readonly ErrorCode[] = [
  'slug_taken',
  'host_taken',
  'namespace_taken',
  'id_taken',
  'invalid_tenant',
  ...sealingProblems,
  'id_space_crowded',
];

/** What creating needs besides the use case's own ports. */
export interface CreatePorts extends CreateTenantPorts {
  /** Product of a tenant whose body names none. */
  readonly defaultProduct: string;
}

/** `POST /tenants`. */
export const createTenantRoute = defineRoute({
  operationId: 'createTenant',
  method: 'post',
  path: '/tenants',
  tag: 'tenants',
  summary: 'Create a tenant',
  description:
    'Records the wish and answers at once; the engine does the work. Follow it with GET /tenants/{id}/status?wait=30.',
  role: 'operator',
  isWish: true,
  body: newTenantSchema,
  bodyExamples: {
    short: { organization: 'Acme Ltd', subdomain: 'acme', email: 'admin@acme.example' },
    full: {
      product: 'frappe',
      slug: 'acme',
      organization: 'Acme Ltd',
      params: { email: 'admin@acme.example' },
      labels: { team: 'a' },
    },
  },
  answers: { 202: { ...acceptedAnswer, description: 'The tenant, queued', schema: tenantSchema } },
  problems: [...creationProblems, ...planProblems],
  check: newTenantFaults,
  handle: async (ports: CreatePorts, { principal, requestId, idempotency, body }) => {
    const wanted = wantedOf(body, ports.defaultProduct);
    const input = {
      ...{ principal, requestId, wanted },
      ...(idempotency !== undefined && { idempotency }),
      ...(body.plan_id !== undefined && { planId: body.plan_id }),
    };
    return accepted(await createTenant(ports, input));
  },
});

/** What the product finds wrong, where the body's own schema did not find fault already. */
export function newTenantFaults(ports: NewTenantPorts, body: unknown): readonly InputError[] {
  const wanted = wantedOf(body, ports.defaultProduct);
  const check = checkNewTenant(ports.catalog, ports.placement, wanted);
  const faults = check.ok ? [] : check.errors.map((error) => asWritten(error, body));
  return [...ambiguities(body), ...faults];
}
