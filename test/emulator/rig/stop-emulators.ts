import { rmSync } from 'node:fs';
import { endProcess } from '../../rig/processes.ts';
import { readEmulatorsRecord } from './emulators-record.ts';

const politeMs = 3_000;

/** Ends the emulators of a folder and removes the folder. Nothing happens when there are none. */
export async function stopEmulators(dir: string): Promise<void> {
  const record = readEmulatorsRecord(dir);
  if (record === undefined) return;
  await Promise.all(
    Object.values(record.pids).map((pid) => endProcess({ pid, mark: `${dir}/` }, politeMs)),
  );
  rmSync(dir, { recursive: true, force: true, maxRetries: 3 });
}
