import { existsSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';

/** Where installers put the SDK when its `gcloud` is a wrapper, or is not on PATH. */
const usualRoots = [
  '/usr/lib/google-cloud-sdk',
  '/usr/share/google-cloud-sdk',
  '/opt/google-cloud-sdk',
  '/opt/homebrew/share/google-cloud-sdk',
  join(homedir(), 'google-cloud-sdk'),
];

/**
 * The root of the Google Cloud SDK: `CLOUDSDK_ROOT_DIR` alone when it is set, or else the one whose
 * `gcloud` is on PATH, or one in a usual place.
 */
export function findSdkRoot(
  environment: Readonly<Record<string, string | undefined>>,
): string | undefined {
  const chosen = environment['CLOUDSDK_ROOT_DIR'];
  if (chosen) return isRoot(resolve(chosen)) ? resolve(chosen) : undefined;
  const onPath = (environment['PATH'] ?? '')
    .split(delimiter)
    .map((folder) => join(folder, 'gcloud'))
    .filter((path) => existsSync(path))
    .map((path) => dirname(dirname(realpathSync(path))));
  return [...onPath, ...usualRoots].find(isRoot);
}

function isRoot(folder: string): boolean {
  return existsSync(join(folder, 'platform'));
}
