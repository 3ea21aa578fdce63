import type { Catalog } from '../blueprint/blueprint.ts';
import type { SecretCopy } from '../blueprint/secret-spec.ts';
import type { Tenant } from '../tenant/tenant.ts';
import { plannedSteps } from './planned-steps.ts';

/** The copies of Secrets that a repair would bring about. Throws as `plannedSteps` does. */
export function wantedCopies(catalog: Catalog, tenant: Tenant): readonly SecretCopy[] {
  return plannedSteps(catalog, tenant, 'repair').flatMap((spec) =>
    spec.kind === 'copy-secrets' ? spec.copies : [],
  );
}
