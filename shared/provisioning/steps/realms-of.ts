import type { Realms } from '../../ports/realms.ts';
import { SystemError } from '../../tenant/system-error.ts';
import type { StepContext } from '../step-implementation.ts';

/** Where the users of tenants are kept. Throws `realms_not_set_up` where this deployment has no such system. */
export function realmsOf({ systems }: StepContext): Realms {
  if (systems.realms !== undefined) return systems.realms;
  const message = 'Cannot reach any realms: this deployment has none set up';
  throw new SystemError(
    'realms',
    { what: 'not_set_up', message },
    { class: 'terminal', outcome: 'not-done' },
  );
}
