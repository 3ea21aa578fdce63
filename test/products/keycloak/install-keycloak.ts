import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { RigError } from '../../rig/rig-error.ts';
import { keycloakArgs, layOutHome } from './keycloak-home.ts';

const version = '26.4.5';
const zipSha256 = '72f73642a2c36de797d51b4b2b342d4a49f6e5832af10aa470cd123627bd80b3';
const mavenRepoUrl = 'https://repo1.maven.org/maven2';

const downloadMsMax = 300_000;
const buildMsMax = 240_000;

/** Keycloak has built itself and asks to be started again. */
const builtExitCode = 10;

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The folder of Keycloak's distribution, built for tests. Comes from Maven Central (or from
 * `MAVEN_REPO_URL`) the first time, 160 MB, and is kept in the user's cache.
 */
export async function installKeycloak(
  javaPath: string,
  environment: Environment = process.env,
): Promise<string> {
  const cache = join(environment['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'tenantry');
  const folder = join(cache, `keycloak-${version}`);
  if (existsSync(folder)) return folder;
  // Whole or not at all: a draft becomes the folder when nothing is left to do.
  const draft = `${folder}.${process.pid}`;
  mkdirSync(draft, { recursive: true });
  try {
    await unpack(draft, environment);
    build(draft, javaPath);
    if (!existsSync(folder)) renameSync(join(draft, `keycloak-${version}`), folder);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  return folder;
}

async function unpack(draft: string, environment: Environment): Promise<void> {
  const zip = join(draft, 'keycloak.zip');
  const base = environment['MAVEN_REPO_URL'] || mavenRepoUrl;
  const name = `org/keycloak/keycloak-quarkus-dist/${version}/keycloak-quarkus-dist-${version}.zip`;
  const response = await fetch(`${base.replace(/\/$/, '')}/${name}`, {
    signal: AbortSignal.timeout(downloadMsMax),
  });
  if (!response.ok || response.body === null) {
    throw new RigError(
      `Cannot get Keycloak ${version}: the Maven repository answered ${response.status}; set MAVEN_REPO_URL`,
    );
  }
  await pipeline(Readable.fromWeb(response.body), createWriteStream(zip));
  await assertDigest(zip);
  const { status, error } = spawnSync('unzip', ['-q', zip, '-d', draft]);
  if (status !== 0) {
    throw new RigError(`Cannot unpack Keycloak: is "unzip" installed? (${error ?? status})`);
  }
}

async function assertDigest(path: string): Promise<void> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  if (hash.digest('hex') !== zipSha256) {
    throw new RigError(
      `Cannot use the Keycloak ${version} that was downloaded: its SHA-256 is not ${zipSha256}`,
    );
  }
}

/** Once for all starts, each of which takes 20 s less. */
function build(draft: string, javaPath: string): void {
  const home = layOutHome(join(draft, 'home'), join(draft, `keycloak-${version}`));
  const { status, stdout, stderr } = spawnSync(
    javaPath,
    keycloakArgs(home, { port: 0, isBuilt: false }),
    {
      encoding: 'utf8',
      timeout: buildMsMax,
    },
  );
  if (status !== builtExitCode) {
    throw new RigError(`Cannot build Keycloak: it ended with ${status}\n${stdout}${stderr}`);
  }
}
