import type { Vault } from '../../ports/vault.ts';
import { SystemError } from '../../tenant/system-error.ts';
import type { StepContext } from '../step-implementation.ts';

/** The vault of this deployment. Throws `vault_not_set_up` (terminal). */
export function vaultOf({ systems: { vault } }: StepContext): Vault {
  if (vault !== undefined) return vault;
  throw new SystemError(
    'vault',
    { what: 'not_set_up', message: 'Cannot use sealed values: this deployment has no vault' },
    { class: 'terminal', outcome: 'not-done' },
  );
}
