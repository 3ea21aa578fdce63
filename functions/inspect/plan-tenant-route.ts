import { z } from 'zod';
import { type PlannedAction, planTenant } from '../../shared/use-cases/plan-tenant.ts';
import { defineRoute } from '../http/route.ts';
import { tenantWishInput } from '../http/tenant-wish-input.ts';
import {
  patchOf,
  patchSchema,
  rollbackOf,
  rollbackSchema,
  suspensionSchema,
  upgradeOf,
  upgradeSchema,
} from '../schemas/change-schemas.ts';
import { tenantParams } from '../schemas/common-schemas.ts';
import { planSchema } from '../schemas/plan-schema.ts';
import { rollbackProblems, specProblems } from '../update/wish-problems.ts';
import { clusterProblems } from './cluster-problems.ts';
import { type PlanRoutePorts, planQuery, shownPlan } from './shown-plan.ts';

const changeSchema = z
  .discriminatedUnion('action', [
    patchSchema.extend({ action: z.literal('update').optional() }),
    upgradeSchema.extend({ action: z.literal('upgrade') }),
    rollbackSchema.extend({ action: z.literal('rollback') }),
    suspensionSchema.extend({ action: z.literal('suspend') }),
    z.strictObject({ action: z.literal('resume') }),
    z.strictObject({ action: z.literal('restore') }),
    z.strictObject({ action: z.literal('delete') }),
  ])
  .meta({ id: 'PlannedAction', description: 'What the call of that name takes; without: update' });

/** `POST /tenants/{id}/plan`. */
export const planTenantRoute = defineRoute({
  operationId: 'planTenant',
  method: 'post',
  path: '/tenants/{id}/plan',
  tag: 'tenants',
  summary: 'Show what a change of a tenant would do',
  description:
    'Writes nothing, and refuses what the change itself would be refused for. Send the plan_id along with the change to have it carried out as planned or not at all.',
  role: 'operator',
  hasIfMatch: true,
  params: tenantParams,
  query: planQuery,
  body: changeSchema,
  bodyExamples: {
    tier: { tier: 'pro' },
    upgrade: { action: 'upgrade', version: '1.1.0' },
    delete: { action: 'delete' },
  },
  answers: { 200: { description: 'The plan', schema: planSchema } },
  problems: [
    ...specProblems,
    ...rollbackProblems,
    'restore_too_late',
    'deletion_protected',
    ...clusterProblems,
  ],
  handle: async (ports: PlanRoutePorts, call) => {
    const input = { ...tenantWishInput(call), change: actionOf(call.body) };
    return await shownPlan(ports, call.query, await planTenant(ports, input));
  },
});

function actionOf(body: z.output<typeof changeSchema>): PlannedAction {
  switch (body.action) {
    case undefined:
    case 'update':
      return { action: 'update', patch: patchOf(body) };
    case 'upgrade':
      return { action: 'upgrade', ...upgradeOf(body) };
    case 'rollback':
      return { action: 'rollback', ...rollbackOf(body) };
    case 'suspend':
    case 'resume':
    case 'restore':
    case 'delete':
      return body;
    default:
      return body satisfies never;
  }
}
