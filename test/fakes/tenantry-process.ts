import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type SpawnedProgram, spawnProgram } from './spawned-program.ts';

/** The real program, started as `npm start` does, on a free port and a data folder of its own. */
export interface TenantryProcess extends SpawnedProgram {
  readonly dataFolder: string;
}

/** A fresh data folder; remove it with `removeDataFolder`. */
export function newDataFolder(): string {
  return mkdtempSync(join(tmpdir(), 'tenantry-test-'));
}

/** Removes a data folder. */
export function removeDataFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}

/** Starts the program and resolves when it listens; `crash` ends it at any moment. */
export async function startTenantry(
  dataFolder: string,
  environment: Readonly<Record<string, string>> = {},
  crash?: AbortSignal,
): Promise<TenantryProcess> {
  const program = await spawnProgram({
    file: 'functions/local/main.ts',
    environment: { TENANTRY_DATA: dataFolder, ...environment },
    urlPattern: /(http:\/\/127\.0\.0\.1:\d+)/,
    startMsMax: 20_000,
    stopMsMax: 30_000,
    crash,
  });
  return { ...program, dataFolder };
}
