import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RealPart } from '../../rig/real-part.ts';
import { RigError } from '../../rig/rig-error.ts';
import { type Emulator, type EmulatorName, emulators } from './emulators.ts';
import { findJava, javaMajorMin } from './find-java.ts';
import { findSdkRoot } from './find-sdk-root.ts';

/** What is needed to start an emulator. */
export interface EmulatorProgram {
  readonly javaPath: string;
  readonly jarPath: string;
  readonly mainClass: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Looks for the emulators of an installed Google Cloud SDK, and for a Java that runs them. */
export function findEmulators(
  environment: Environment = process.env,
): readonly RealPart<EmulatorName>[] {
  const root = findSdkRoot(environment);
  const hasJava = findJava(environment) !== undefined;
  return emulators.map((emulator) => findEmulator(emulator, root, hasJava));
}

/** The programs of the emulators; throws with the way to get them when one is missing. */
export function requireEmulators(
  environment: Environment = process.env,
): Readonly<Record<EmulatorName, EmulatorProgram>> {
  const missing = findEmulators(environment).filter((part) => part.kind === 'missing');
  const root = findSdkRoot(environment);
  const javaPath = findJava(environment);
  if (missing.length > 0 || root === undefined || javaPath === undefined) {
    const list = missing.map((part) => `  ${part.missing.join(', ')}\n    ${part.howToGet}`);
    throw new RigError(`Cannot start the emulators: parts are missing\n${list.join('\n')}`);
  }
  const [firestore, pubsub] = emulators.map((emulator) => ({
    javaPath,
    jarPath: jarOf(emulator, root) ?? '',
    mainClass: emulator.mainClass,
  }));
  if (firestore === undefined || pubsub === undefined) {
    throw new RigError('Cannot start the emulators: the table of emulators is not complete');
  }
  return { 'firestore-emulator': firestore, 'pubsub-emulator': pubsub };
}

function findEmulator(
  emulator: Emulator,
  root: string | undefined,
  hasJava: boolean,
): RealPart<EmulatorName> {
  const jar = root === undefined ? undefined : jarOf(emulator, root);
  const version = root === undefined ? '' : versionOf(emulator, root);
  const { name } = emulator;
  const missing = [
    ...(jar === undefined ? [emulator.component] : []),
    ...(hasJava ? [] : [`java ${javaMajorMin} or newer`]),
  ];
  if (missing.length === 0 && root !== undefined) {
    return { kind: 'found', name, version, folder: join(root, emulator.folder) };
  }
  return { kind: 'missing', name, version, missing, howToGet: howToGet(emulator, missing) };
}

function howToGet({ component, debianPackage }: Emulator, missing: readonly string[]): string {
  const ways = [
    ...(missing.includes(component)
      ? [
          `gcloud components install ${component} (Debian: apt-get install ${debianPackage}) or set CLOUDSDK_ROOT_DIR`,
        ]
      : []),
    ...(missing.some((part) => part.startsWith('java'))
      ? ['install a Java runtime or set JAVA_HOME']
      : []),
  ];
  return ways.join('; ');
}

function jarOf({ folder, jar }: Emulator, root: string): string | undefined {
  const path = join(root, folder);
  const file = existsSync(path) ? readdirSync(path).find((name) => jar.test(name)) : undefined;
  return file === undefined ? undefined : join(path, file);
}

/** The version as the SDK wrote it down when the component was installed. */
function versionOf({ component }: Emulator, root: string): string {
  const path = join(root, '.install', `${component}.snapshot.json`);
  if (!existsSync(path)) return '';
  return /"version_string":\s*"([^"]+)"/.exec(readFileSync(path, 'utf8'))?.[1] ?? '';
}
