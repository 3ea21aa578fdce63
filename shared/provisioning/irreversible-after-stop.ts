import type { Catalog } from '../blueprint/blueprint.ts';
import type { StepSpec } from '../blueprint/step-spec.ts';
import { TenantryError } from '../tenant/errors.ts';
import { isOperationEnded, type Operation } from '../tenant/operation.ts';
import type { Tenant } from '../tenant/tenant.ts';
import { plannedSteps } from './planned-steps.ts';

/**
 * The revision behind which there is no way back once this operation is stopped where it stands: a
 * worker that has the lease may be in the middle of a step that cannot be undone.
 */
export function irreversibleAfterStop(
  catalog: Catalog,
  tenant: Tenant,
  operation: Operation | undefined,
): number | null {
  const { lease, irreversible_revision, revision } = tenant;
  if (operation === undefined || lease === null) return irreversible_revision;
  if (operation.state === 'queued' || isOperationEnded(operation.state))
    return irreversible_revision;
  const next = operation.steps.find(({ state }) => state !== 'succeeded' && state !== 'skipped');
  const spec = specsOf(catalog, tenant, operation).find(({ name }) => name === next?.name);
  return spec?.isIrreversible === true ? revision : irreversible_revision;
}

/** What cannot be planned any more cannot be in the middle of a step either. */
function specsOf(catalog: Catalog, tenant: Tenant, { kind }: Operation): readonly StepSpec[] {
  try {
    return plannedSteps(catalog, tenant, kind);
  } catch (error) {
    if (error instanceof TenantryError) return [];
    throw error;
  }
}
