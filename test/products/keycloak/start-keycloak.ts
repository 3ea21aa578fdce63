import { randomBytes } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findJava } from '../../emulator/rig/find-java.ts';
import { logTail } from '../../rig/log-tail.ts';
import { freePorts } from '../../rig/ports.ts';
import { isRunning, startProgram } from '../../rig/processes.ts';
import { RigError } from '../../rig/rig-error.ts';
import { startWatchdog } from '../../rig/start-watchdog.ts';
import { waitUntil } from '../../rig/wait-until.ts';
import { installKeycloak } from './install-keycloak.ts';
import { keycloakArgs, layOutHome } from './keycloak-home.ts';
import { stopKeycloak } from './stop-keycloak.ts';

const javaMajorMin = 17;
const readyMsMax = 180_000;
const watchdogScript = new URL('./watchdog.ts', import.meta.url);

/** A running Keycloak. */
export interface RunningKeycloak {
  readonly url: URL;
  /** A client that may do everything. */
  readonly root: { readonly clientId: string; readonly clientSecret: string };
  readonly stop: () => Promise<void>;
}

/**
 * Starts a Keycloak with nothing in it on a free port of 127.0.0.1 and returns when it answers; gets it
 * first when it is not there. It ends together with this process, however that dies.
 */
export async function startKeycloak(): Promise<RunningKeycloak> {
  const javaPath = findJava(process.env, javaMajorMin);
  if (javaPath === undefined) {
    throw new RigError(
      `Cannot start Keycloak: it needs Java ${javaMajorMin} or newer; install it (Debian: apt-get install openjdk-17-jre-headless) or set JAVA_HOME`,
    );
  }
  const distribution = await installKeycloak(javaPath);
  const dir = mkdtempSync(join(tmpdir(), 'tenantry-keycloak-'));
  const root = { clientId: 'root', clientSecret: randomBytes(24).toString('base64url') };
  layOutHome(
    dir,
    distribution,
    `bootstrap-admin-client-id=${root.clientId}\nbootstrap-admin-client-secret=${root.clientSecret}\n`,
  );
  const [port = 0] = await freePorts(1);
  const watchdog = await startWatchdog(watchdogScript, dir);
  const stop = async () => {
    await stopKeycloak(dir);
    await watchdog.dismiss();
  };
  const url = new URL(`http://127.0.0.1:${port}`);
  try {
    await run(dir, { javaPath, port, url });
  } catch (cause) {
    await stop();
    throw cause;
  }
  return { url, root, stop };
}

async function run(
  dir: string,
  { javaPath, port, url }: { javaPath: string; port: number; url: URL },
): Promise<void> {
  const logPath = join(dir, 'keycloak.log');
  const args = keycloakArgs(dir, { port, isBuilt: true });
  const pid = await startProgram({ path: javaPath, args, logPath });
  writeFileSync(join(dir, 'pid'), String(pid));
  await waitUntil({
    what: 'Keycloak',
    limitMs: readyMsMax,
    isDone: async () => await isAnswering(new URL('/realms/master', url)),
    whyHopeless: () => (isRunning({ pid, mark: `${dir}/` }) ? undefined : 'its process has ended'),
    describe: () => logTail(logPath),
  });
}

async function isAnswering(url: URL): Promise<boolean> {
  try {
    return (await fetch(url)).ok;
  } catch {
    // It does not listen yet.
    return false;
  }
}
