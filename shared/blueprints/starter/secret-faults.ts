import { type ComponentName, componentNames } from './component-name.ts';
import type { ParamsFault } from './params-fault.ts';
import type { StarterParams } from './starter-params.ts';

/** Secrets that would be lost, given twice, or meet under one name. */
export function secretFaults(params: StarterParams): readonly ParamsFault[] {
  return [
    ...componentNames.flatMap((name) => valueFaults(params, name)),
    ...componentNames.flatMap((name) => variableFaults(params, name)),
    ...nameFaults(params),
  ];
}

/** Static values are the fallback: beside External Secrets they would be stored and never used. */
function valueFaults(
  { externalSecrets, ...params }: StarterParams,
  name: ComponentName,
): readonly ParamsFault[] {
  if (!externalSecrets.enabled || Object.keys(params[name].secrets).length === 0) return [];
  const message = `Must be empty while externalSecrets.enabled is true; map them in externalSecrets.${name}.data`;
  return [{ path: [name, 'secrets'], code: 'not_allowed', message }];
}

function variableFaults(params: StarterParams, name: ComponentName): readonly ParamsFault[] {
  const { externalSecrets } = params;
  const secrets = externalSecrets.enabled ? externalSecrets[name].data : params[name].secrets;
  return Object.keys(params[name].env)
    .filter((variable) => Object.hasOwn(secrets, variable))
    .map((variable) => ({
      path: [name, 'env', variable],
      code: 'duplicate',
      message: 'Must not be a plain variable and a secret one',
    }));
}

interface NamedSecret {
  readonly name: string;
  readonly path: readonly PropertyKey[];
}

function nameFaults(params: StarterParams): readonly ParamsFault[] {
  const own = componentNames
    .map((component) => ({ component, name: params[component].secretName }))
    .filter(({ name }) => name !== '');
  const certificates = (['tls', 'apiTls'] as const).flatMap((list) =>
    params.ingress[list].map(({ secretName: name }, index) => ({
      name,
      path: ['ingress', list, index, 'secretName'],
    })),
  );
  const secrets: readonly NamedSecret[] = own.map(({ component, name }) => ({
    name,
    path: [component, 'secretName'],
  }));
  const taken = (secret: NamedSecret, index: number) =>
    certificates.some(({ name }) => name === secret.name) ||
    secrets.slice(0, index).some(({ name }) => name === secret.name);
  return [
    ...secrets.filter(taken).map(({ path }) => fault(path, 'Must differ from other Secrets')),
    ...own
      .filter(({ component, name }) => isDefaultOfOther(component, name))
      .map(({ component }) =>
        fault([component, 'secretName'], 'Must not end as the name of another component’s Secret'),
      ),
    ...certificates
      .filter(({ name }) => defaultEnding.test(name))
      .map(({ path }) => fault(path, 'Must not end as the name of a component’s Secret')),
  ];
}

// How names end that follow from the slug (`secretNameOf`).
const defaultEnding = /(?:^|-)(api|web|worker)-(?:secrets|static)$/;

function isDefaultOfOther(component: ComponentName, name: string): boolean {
  const [, owner = component] = defaultEnding.exec(name) ?? [];
  return owner !== component;
}

function fault(path: readonly PropertyKey[], message: string): ParamsFault {
  return { path, code: 'duplicate', message };
}
