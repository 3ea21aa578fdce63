import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { logTail } from '../../rig/log-tail.ts';
import { freePorts } from '../../rig/ports.ts';
import { isRunning, startProgram } from '../../rig/processes.ts';
import { startWatchdog } from '../../rig/start-watchdog.ts';
import { waitUntil } from '../../rig/wait-until.ts';
import type { EmulatorName } from './emulators.ts';
import {
  type EmulatorsRecord,
  readEmulatorsRecord,
  writeEmulatorsRecord,
} from './emulators-record.ts';
import { type EmulatorProgram, requireEmulators } from './find-emulators.ts';
import { stopEmulators } from './stop-emulators.ts';

const watchdogScript = new URL('./watchdog.ts', import.meta.url);

const readyMsMax = 60_000;

/** Running emulators. */
export interface Emulators {
  readonly dir: string;
  /** `127.0.0.1:<port>`, as the clients' `FIRESTORE_EMULATOR_HOST` wants it. */
  readonly firestoreHost: string;
  readonly pubsubHost: string;
  readonly stop: () => Promise<void>;
}

/** Starts both emulators on free ports of 127.0.0.1 and returns when they answer. They end together with this process, however that dies. */
export async function startEmulators(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Promise<Emulators> {
  const programs = requireEmulators(environment);
  const dir = mkdtempSync(join(tmpdir(), 'tenantry-emulators-'));
  const [firestore = 0, pubsub = 0] = await freePorts(2);
  const ports = { 'firestore-emulator': firestore, 'pubsub-emulator': pubsub };
  writeEmulatorsRecord({ schema: 1, dir, ports, pids: {} });
  const watchdog = await startWatchdog(watchdogScript, dir);
  const stop = async () => {
    await stopEmulators(dir);
    await watchdog.dismiss();
  };
  try {
    await startEmulator(dir, 'firestore-emulator', programs['firestore-emulator']);
    await startEmulator(dir, 'pubsub-emulator', programs['pubsub-emulator']);
    await Promise.all([
      awaitAnswer(dir, 'firestore-emulator'),
      awaitAnswer(dir, 'pubsub-emulator'),
    ]);
  } catch (cause) {
    await stop();
    throw cause;
  }
  return { dir, firestoreHost: `127.0.0.1:${firestore}`, pubsubHost: `127.0.0.1:${pubsub}`, stop };
}

async function startEmulator(
  dir: string,
  name: EmulatorName,
  program: EmulatorProgram,
): Promise<void> {
  const record = recordOf(dir);
  const pid = await startProgram({
    path: program.javaPath,
    args: [
      // Quick to start; the default heap would grow to a quarter of the machine's memory.
      '-XX:TieredStopAtLevel=1',
      '-XX:+UseSerialGC',
      '-Xmx512m',
      '-Duser.language=en',
      // Also what marks the process as ours.
      `-Djava.io.tmpdir=${dir}/`,
      '-cp',
      program.jarPath,
      program.mainClass,
      '--host=127.0.0.1',
      `--port=${record.ports[name]}`,
    ],
    logPath: logPath(dir, name),
  });
  writeEmulatorsRecord({ ...record, pids: { ...record.pids, [name]: pid } });
}

async function awaitAnswer(dir: string, name: EmulatorName): Promise<void> {
  const { ports, pids } = recordOf(dir);
  const own = { pid: pids[name] ?? 0, mark: `${dir}/` };
  await waitUntil({
    what: name,
    limitMs: readyMsMax,
    isDone: () => isAnswering(`http://127.0.0.1:${ports[name]}/`),
    whyHopeless: () => (isRunning(own) ? undefined : 'its process has ended'),
    describe: () => logTail(logPath(dir, name)),
  });
}

async function isAnswering(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).ok;
  } catch {
    // It does not listen yet.
    return false;
  }
}

function recordOf(dir: string): EmulatorsRecord {
  const record = readEmulatorsRecord(dir);
  if (record === undefined) throw new Error(`Cannot find the emulators in "${dir}"`);
  return record;
}

function logPath(dir: string, name: EmulatorName): string {
  return join(dir, `${name}.log`);
}
