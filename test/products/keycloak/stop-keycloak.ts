import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { endProcess } from '../../rig/processes.ts';

const politeMs = 5_000;

/** Ends the Keycloak of a folder and removes the folder. Nothing happens when there is none. */
export async function stopKeycloak(dir: string): Promise<void> {
  const pidPath = join(dir, 'pid');
  if (existsSync(pidPath)) {
    const pid = Number(readFileSync(pidPath, 'utf8'));
    await endProcess({ pid, mark: `${dir}/` }, politeMs);
  }
  rmSync(dir, { recursive: true, force: true, maxRetries: 3 });
}
