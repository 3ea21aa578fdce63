import { componentNames } from './component-name.ts';
import type { ParamsFault } from './params-fault.ts';
import { type SecretProvider, secretProviderOf } from './secret-provider.ts';
import type { StarterParams } from './starter-params.ts';

type SecretFiles = StarterParams['secretFiles'];

/** Most files of one component. */
const filesMax = 50;

/** Files that could not be mounted, while they shall be: nothing is looked at while they are off. */
export function secretFilesFaults({ secretFiles }: StarterParams): readonly ParamsFault[] {
  if (!secretFiles.enabled) return [];
  const provider = secretProviderOf(secretFiles.provider);
  return [
    ...countFaults(secretFiles),
    ...identifierFaults(secretFiles, provider),
    ...parameterFaults(secretFiles, provider),
    ...placeFaults(secretFiles),
  ];
}

function fault(path: readonly PropertyKey[], code: string, message: string): ParamsFault {
  return { path: ['secretFiles', ...path], code, message };
}

function countFaults(secretFiles: SecretFiles): readonly ParamsFault[] {
  const counts = componentNames.map((name) => ({
    name,
    count: Object.keys(secretFiles[name].files).length,
  }));
  if (counts.every(({ count }) => count === 0)) {
    return [fault(['enabled'], 'required', 'Needs a file of the API, the web app or the worker')];
  }
  return counts
    .filter(({ count }) => count > filesMax)
    .map(({ name }) => fault([name, 'files'], 'too_long', `Must be at most ${filesMax} files`));
}

function identifierFaults(
  secretFiles: SecretFiles,
  { entryOf, form }: SecretProvider,
): readonly ParamsFault[] {
  return componentNames.flatMap((name) =>
    Object.entries(secretFiles[name].files)
      .filter(([file, identifier]) => entryOf(file, identifier) === undefined)
      .map(([file]) => {
        const message = `Must be an identifier of provider ${secretFiles.provider}: ${form}`;
        return fault([name, 'files', file], 'invalid_format', message);
      }),
  );
}

/** What is made of the files, of which a second one would replace ours. */
const lists: readonly string[] = ['objects', 'secrets'];

function parameterFaults(
  { parameters, provider: name }: SecretFiles,
  { needed, optional }: SecretProvider,
): readonly ParamsFault[] {
  const known = [...needed.flat(), ...optional];
  const unknown = Object.keys(parameters).filter((each) => !known.includes(each));
  return [
    ...unknown.map((each) =>
      lists.includes(each)
        ? fault(['parameters', each], 'not_allowed', 'Must be absent: it is made of the files')
        : fault(['parameters', each], 'unknown_field', unknownParameter(name, known)),
    ),
    ...needed
      .filter((names) => !names.some((each) => Object.hasOwn(parameters, each)))
      .map(([each]) => fault(['parameters', each], 'required', `Provider ${name} needs it`)),
  ];
}

function unknownParameter(provider: string, known: readonly string[]): string {
  return known.length === 0
    ? `Must be absent: provider ${provider} takes no parameters here`
    : `Must be a parameter that provider ${provider} takes here: ${known.join(', ')}`;
}

/** What a mount would hide from the container, or the system from it. */
const systemPaths: readonly string[] = [
  '/bin',
  '/boot',
  '/dev',
  '/etc',
  '/lib',
  '/lib64',
  '/proc',
  '/run/secrets/kubernetes.io',
  '/sbin',
  '/sys',
  '/usr',
  '/var/run/secrets/kubernetes.io',
];

function placeFaults({ mountPath }: SecretFiles): readonly ParamsFault[] {
  const met = systemPaths.find((path) => isWithin(path, mountPath) || isWithin(mountPath, path));
  if (met === undefined) return [];
  const message = `Must not be, hold or be in a directory of the system, such as ${met}`;
  return [fault(['mountPath'], 'not_allowed', message)];
}

function isWithin(path: string, directory: string): boolean {
  return `${path}/`.startsWith(`${directory}/`);
}
