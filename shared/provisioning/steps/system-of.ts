import type { Systems } from '../../ports/systems.ts';
import { SystemError, type SystemName } from '../../tenant/system-error.ts';
import type { StepContext } from '../step-implementation.ts';

/** What is said where a system is missing. */
const missing: Readonly<Record<SystemName, string>> = {
  realms: 'Cannot reach any realms: this deployment has none set up',
  database: 'Cannot reach the tenant database: this deployment has none set up',
  dns: 'Cannot reach DNS: this deployment has no zone',
  tunnel: 'Cannot edit the tunnel: this deployment has none',
  mail: 'Cannot send mail: this deployment has no mail server set up',
  vault: 'Cannot use sealed values: this deployment has no vault',
};

/** The system of this name. Throws `<name>_not_set_up` (terminal) where this deployment has none. */
export function systemOf<Name extends SystemName>(
  { systems }: Pick<StepContext, 'systems'>,
  name: Name,
): NonNullable<Systems[Name]> {
  const system = systems[name];
  if (system !== undefined) return system;
  const details = { class: 'terminal', outcome: 'not-done' } as const;
  throw new SystemError(name, { what: 'not_set_up', message: missing[name] }, details);
}
