import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { endProcess, sendSignal } from '../rig/processes.ts';

const politeMs = 5_000;

/** Ends the Postgres of a folder and removes the folder. Nothing happens when there is none. */
export async function stopPostgres(dir: string): Promise<void> {
  const record = join(dir, 'data', 'postmaster.pid');
  if (existsSync(record)) {
    const own = { pid: Number(readFileSync(record, 'utf8').split('\n')[0]), mark: `${dir}/` };
    // Ends without waiting for its clients, unlike at SIGTERM.
    sendSignal(own, 'SIGINT');
    await endProcess(own, politeMs);
  }
  rmSync(dir, { recursive: true, force: true, maxRetries: 3 });
}
