import type { StepSpec } from '../blueprint/step-spec.ts';
import type { SystemName } from '../tenant/system-error.ts';

/** In which system each of these kinds of step makes a part of the tenant. */
const systemOfKind: Readonly<Partial<Record<StepSpec['kind'], SystemName>>> = {
  'ensure-realm': 'realms',
  'ensure-tenant-row': 'database',
  'ensure-dns-record': 'dns',
  'ensure-tunnel-rule': 'tunnel',
};

/** The systems besides the cluster in which these steps may make parts of a tenant, with those that it has. */
export function systemsAfter(
  systems: readonly SystemName[],
  specs: readonly StepSpec[],
): readonly SystemName[] {
  return [...new Set([...systems, ...specs.flatMap(({ kind }) => systemOfKind[kind] ?? [])])];
}
