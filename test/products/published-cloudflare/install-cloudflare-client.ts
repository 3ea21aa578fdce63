import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { RigError } from '../../rig/rig-error.ts';

type Environment = Readonly<Record<string, string | undefined>>;

const installMsMax = 240_000;

/**
 * The folder whose `node_modules` holds Cloudflare's own client, in the version that the lock beside this
 * file pins. Comes from the npm registry the first time (7 MB, unpacked 120 MB, half a minute), and is kept
 * in the user's cache.
 */
export function installCloudflareClient(environment: Environment = process.env): string {
  const manifest = JSON.parse(readFileSync(join(import.meta.dirname, 'package.json'), 'utf8'));
  const version = String(manifest.dependencies.cloudflare);
  const cache = join(environment['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'tenantry');
  const folder = join(cache, `cloudflare-client-${version}`);
  if (existsSync(folder)) return folder;
  // Whole or not at all: a draft becomes the folder when nothing is left to do.
  const draft = `${folder}.${process.pid}`;
  mkdirSync(draft, { recursive: true });
  try {
    install(draft, version);
    if (!existsSync(folder)) renameSync(draft, folder);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  return folder;
}

function install(draft: string, version: string): void {
  for (const name of ['package.json', 'package-lock.json']) {
    copyFileSync(join(import.meta.dirname, name), join(draft, name));
  }
  const { status, stderr, error } = spawnSync(
    'npm',
    ['ci', '--ignore-scripts', '--no-audit', '--no-fund'],
    { cwd: draft, encoding: 'utf8', timeout: installMsMax },
  );
  if (status === 0) return;
  throw new RigError(
    `Cannot install Cloudflare's client ${version}: "npm ci" ended with ${error ?? status}; the npm registry must be reachable once\n${stderr}`,
  );
}
