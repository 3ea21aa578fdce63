import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RigError } from '../../rig/rig-error.ts';
import type { EmulatorName } from './emulators.ts';

/** All that another process needs to stop running emulators. */
export interface EmulatorsRecord {
  readonly schema: 1;
  readonly dir: string;
  readonly ports: Readonly<Record<EmulatorName, number>>;
  readonly pids: Readonly<Partial<Record<EmulatorName, number>>>;
}

/** Writes the record so that a reader sees the old one or the new one, never half of it. */
export function writeEmulatorsRecord(record: EmulatorsRecord): void {
  const path = recordPath(record.dir);
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, `${JSON.stringify(record, null, 2)}\n`);
  renameSync(draft, path);
}

/** Reads the record; undefined when no emulators were started in this folder, or they were stopped. */
export function readEmulatorsRecord(dir: string): EmulatorsRecord | undefined {
  if (!existsSync(recordPath(dir))) return undefined;
  const record = JSON.parse(readFileSync(recordPath(dir), 'utf8')) as EmulatorsRecord;
  if (record.schema !== 1) {
    throw new RigError(
      `Cannot read the emulators in "${dir}": schema ${String(record.schema)} is unknown`,
    );
  }
  return record;
}

function recordPath(dir: string): string {
  return join(dir, 'emulators.json');
}
