import type { BlueprintTenant, RenderContext } from '../../blueprint/blueprint.ts';
import type { StepSpec, StopJobs } from '../../blueprint/step-spec.ts';
import type { Json, JsonObject } from '../../tenant/json.ts';
import { componentNames } from './component-name.ts';
import { migrationsRef, namespaceRef } from './starter-site.ts';

const deadlineMs = 15 * 60_000;

/**
 * The steps of a deletion: what the inventory names, then the namespace. Params that are taken no
 * more keep no tenant. Databases are the customer's: no step knows them.
 */
export function deleteSteps({ tenant, params }: RenderContext): readonly StepSpec[] {
  const namespace = namespaceRef(tenant);
  return [
    stopJobs(tenant, 'stop-jobs'),
    {
      kind: 'delete-objects',
      name: 'delete-objects',
      deadlineMs,
      refs: [migrationsRef(tenant)],
      kept: [namespace],
    },
    { kind: 'delete-objects', name: 'delete-namespace', deadlineMs, refs: [namespace] },
    {
      kind: 'confirm-gone',
      name: 'confirm-gone',
      deadlineMs,
      namespace: tenant.namespace,
      // Without its namespace nothing of the tenant can be there.
      kinds: [],
      refs: [namespace],
    },
    {
      kind: 'remove-sealed-values',
      name: 'remove-secret-values',
      deadlineMs,
      isNeeded: componentNames.some((name) => hasSecrets(params[name])),
    },
  ];
}

function hasSecrets(component: Json | undefined): boolean {
  const { secrets } = Object(component) as JsonObject;
  return Object.keys(Object(secrets)).length > 0;
}

/** Ends migrations that a cancelled, replaced or late operation left running. */
export function stopFormerJobs(tenant: BlueprintTenant): StopJobs {
  return stopJobs(tenant, 'stop-former-jobs');
}

function stopJobs(tenant: BlueprintTenant, name: string): StopJobs {
  return { kind: 'stop-jobs', name, deadlineMs, refs: [migrationsRef(tenant)] };
}
