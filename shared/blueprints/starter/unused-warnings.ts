import type { PlanWarning } from '../../blueprint/blueprint.ts';
import { componentsOf } from './component.ts';
import { type ComponentName, componentNames } from './component-name.ts';
import type { StarterParams } from './starter-params.ts';

/** Secrets and their names that no pod gets. */
export function unusedWarnings(params: StarterParams): readonly PlanWarning[] {
  const { externalSecrets } = params;
  const mapped = componentNames.filter((name) => has(externalSecrets[name].data));
  const unused = componentNames.flatMap((name) => unusedOf(params, name));
  return [
    ...(externalSecrets.enabled || mapped.length === 0
      ? []
      : [
          {
            code: 'external_secrets_off',
            message: `externalSecrets.enabled is false, so the data of ${mapped.join(', ')} is not used`,
          },
        ]),
    ...(unused.length === 0
      ? []
      : [
          {
            code: 'not_used',
            message: `${unused.join(', ')}: not used, for the component is off or has no secrets`,
          },
        ]),
  ];
}

function unusedOf(params: StarterParams, name: ComponentName): readonly string[] {
  const { enabled, [name]: mapped } = params.externalSecrets;
  const { secrets, secretName } = params[name];
  const isOff = componentsOf(params).every((component) => component.name !== name);
  const hasNone = isOff || !has(enabled ? mapped.data : secrets);
  return [
    ...(isOff && has(secrets) ? [`${name}.secrets`] : []),
    ...(isOff && enabled && has(mapped.data) ? [`externalSecrets.${name}.data`] : []),
    ...(hasNone && secretName !== '' ? [`${name}.secretName`] : []),
  ];
}

function has(members: object): boolean {
  return Object.keys(members).length > 0;
}
