import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import type { RealPart } from '../../rig/real-part.ts';
import { RigError } from '../../rig/rig-error.ts';
import { controlPlaneParts, type Part, type PartName, parts } from './parts.ts';

const shownMax = 3;

type Environment = Readonly<Record<string, string | undefined>>;

/** Looks for every part and builds nothing. `TENANTRY_KUBE_BIN` replaces the cache and is never mixed with it. */
export function findRealParts(
  environment: Environment = process.env,
): readonly RealPart<PartName>[] {
  return parts.map((part) => findPart(part, environment));
}

/** The folders of the parts that a control plane needs; throws when one of them is missing. */
export function requireControlPlaneParts(
  environment: Environment = process.env,
): Readonly<Record<'etcd' | 'kube' | 'kwok', string>> {
  const found = findRealParts(environment).filter(({ name }) => controlPlaneParts.includes(name));
  const missing = found.filter((part) => part.kind === 'missing');
  if (missing.length > 0) {
    const list = missing.map((part) => `  ${summary(part.missing)}\n    ${part.howToGet}`);
    throw new RigError(`Cannot start a control plane: parts are missing\n${list.join('\n')}`);
  }
  return {
    etcd: folderOf(found, 'etcd'),
    kube: folderOf(found, 'kube'),
    kwok: folderOf(found, 'kwok'),
  };
}

/** The folder under which built parts are kept, outside every checkout. */
export function cacheFolder(environment: Environment = process.env): string {
  const base = environment['XDG_CACHE_HOME'] || join(homedir(), '.cache');
  return join(base, 'tenantry');
}

/** The folder of one built part, for example `kube-1.36.3`. */
export function partFolder(part: Part, environment: Environment = process.env): string {
  return join(cacheFolder(environment), `${part.name}-${part.version}`);
}

/** The files of a part that are not in the folder. */
export function missingFiles(part: Part, folder: string): readonly string[] {
  return part.files.filter((file) => !existsSync(join(folder, file)));
}

/** The first missing files and how many more there are, for a person to read. */
export function summary(files: readonly string[]): string {
  const shown = files.slice(0, shownMax).join(', ');
  return files.length > shownMax ? `${shown} and ${files.length - shownMax} more` : shown;
}

function findPart(part: Part, environment: Environment): RealPart<PartName> {
  const chosen = environment['TENANTRY_KUBE_BIN'];
  const folder = chosen ? resolve(chosen) : partFolder(part, environment);
  const missing = missingFiles(part, folder);
  const { name, version } = part;
  if (missing.length === 0) {
    return { kind: 'found', name, version, folder };
  }
  return { kind: 'missing', name, version, missing, howToGet: howToGet(part, chosen) };
}

function howToGet(part: Part, chosen: string | undefined): string {
  if (chosen) {
    return `TENANTRY_KUBE_BIN is "${chosen}", which does not hold them: put them there or unset it`;
  }
  const option = controlPlaneParts.includes(part.name) ? '' : ` --with ${part.name}`;
  return `npm run rig -- build${option} (needs Go, about ${part.buildMinutes} min), or set TENANTRY_KUBE_BIN`;
}

function folderOf(found: readonly RealPart<PartName>[], name: PartName): string {
  const part = found.find((candidate) => candidate.name === name);
  if (part?.kind !== 'found') {
    throw new RigError(`Cannot find part "${name}": it is not in the table of parts`);
  }
  return part.folder;
}
