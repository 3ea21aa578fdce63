import { planNewTenant } from '../../shared/use-cases/plan-tenant.ts';
import { creationProblems, newTenantFaults } from '../create/create-tenant-route.ts';
import { newTenantSchema, wantedOf } from '../create/new-tenant-body.ts';
import { defineRoute } from '../http/route.ts';
import { planSchema } from '../schemas/plan-schema.ts';
import { clusterProblems } from './cluster-problems.ts';
import { type PlanRoutePorts, planQuery, shownPlan } from './shown-plan.ts';

/** `POST /tenants/plan`. */
export const planNewTenantRoute = defineRoute({
  operationId: 'planNewTenant',
  method: 'post',
  path: '/tenants/plan',
  tag: 'tenants',
  summary: 'Show what creating a tenant would do',
  description:
    'Takes the body of POST /tenants, writes nothing, and refuses what that would be refused for.',
  role: 'operator',
  query: planQuery,
  body: newTenantSchema.omit({ plan_id: true }).meta({ id: 'PlannedTenant' }),
  bodyExamples: {
    short: { organization: 'Acme Ltd', subdomain: 'acme', email: 'admin@acme.example' },
  },
  answers: { 200: { description: 'The plan', schema: planSchema } },
  problems: [...creationProblems, ...clusterProblems],
  check: newTenantFaults,
  handle: async (ports: PlanRoutePorts, { principal, requestId, query, body }) => {
    const wanted = wantedOf(body, ports.defaultProduct);
    const planned = await planNewTenant(ports, { principal, requestId, wanted });
    return await shownPlan(ports, query, planned);
  },
});
