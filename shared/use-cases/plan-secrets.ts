import type { Sealing } from '../ports/vault.ts';
import { TenantryError } from '../tenant/errors.ts';
import type { Granted } from './grant-wish.ts';

/** Seals nothing: a plan only finds out whether there are secret values. */
export const inPlan: Pick<Sealing, 'sealer'> = {
  sealer: { token: () => 'sealed:in-plan', digest: () => '' },
};

/** Throws `invalid_tenant` when a change to plan brings secret values: a plan is shown to people. */
export function assertNoSecrets({ sealed }: Pick<Granted, 'sealed'>): void {
  if (sealed === undefined) return;
  const message = 'Must be left out of a plan, or be the sealed value that the tenant has';
  throw new TenantryError('invalid_tenant', 'Cannot plan: a plan takes no secret values', {
    errors: sealed.pointers.map((pointer) => ({ pointer, code: 'secret_in_plan', message })),
  });
}
