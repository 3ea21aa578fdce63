import type { PlanWarning } from '../../blueprint/blueprint.ts';
import { componentsOf } from './component.ts';
import { type ComponentName, componentNames } from './component-name.ts';
import type { StarterParams } from './starter-params.ts';

/** Secrets, their names and files that no pod gets. */
export function unusedWarnings(params: StarterParams): readonly PlanWarning[] {
  const { externalSecrets, secretFiles } = params;
  const mapped = componentNames.filter((name) => has(externalSecrets[name].data));
  const filed = componentNames.filter((name) => has(secretFiles[name].files));
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
    ...(secretFiles.enabled || filed.length === 0
      ? []
      : [
          {
            code: 'secret_files_off',
            message: `secretFiles.enabled is false, so the files of ${filed.join(', ')} are not mounted`,
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
  const { externalSecrets, secretFiles } = params;
  const { enabled, [name]: mapped } = externalSecrets;
  const { secrets, secretName } = params[name];
  const isOff = componentsOf(params).every((component) => component.name !== name);
  const hasNone = isOff || !has(enabled ? mapped.data : secrets);
  return [
    ...(isOff && has(secrets) ? [`${name}.secrets`] : []),
    ...(isOff && enabled && has(mapped.data) ? [`externalSecrets.${name}.data`] : []),
    ...(isOff && secretFiles.enabled && has(secretFiles[name].files)
      ? [`secretFiles.${name}.files`]
      : []),
    ...(hasNone && secretName !== '' ? [`${name}.secretName`] : []),
  ];
}

function has(members: object): boolean {
  return Object.keys(members).length > 0;
}
