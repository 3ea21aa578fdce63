import type { Catalog } from '../blueprint/blueprint.ts';
import { isOperationEnded, type Operation, openStep } from '../tenant/operation.ts';
import type { Tenant } from '../tenant/tenant.ts';
import { plannedStepsIfAny } from './planned-steps.ts';

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
  const next = openStep(operation);
  const specs = plannedStepsIfAny(catalog, tenant, operation.kind);
  const spec = specs.find(({ name }) => name === next?.name);
  return spec?.isIrreversible === true ? revision : irreversible_revision;
}
