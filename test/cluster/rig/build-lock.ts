import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isRunning } from '../../rig/processes.ts';
import { waitUntil } from '../../rig/wait-until.ts';
import { cacheFolder } from './find-real-parts.ts';

const limitMs = 40 * 60_000;

/** Runs the work while no other process on this machine builds; waits for one that does. */
export async function withBuildLock(
  report: (line: string) => void,
  work: () => Promise<void>,
): Promise<void> {
  const path = join(cacheFolder(), 'build.lock');
  if (!tryLock(path)) {
    report(`Another process builds (${path}): waiting`);
    await waitUntil({ what: 'the other build', limitMs, isDone: () => tryLock(path) });
  }
  try {
    await work();
  } finally {
    rmSync(path, { force: true });
  }
}

function tryLock(path: string): boolean {
  removeStaleLock(path);
  try {
    writeFileSync(path, String(process.pid), { flag: 'wx' });
    return true;
  } catch {
    return false;
  }
}

/** A build that was killed leaves its lock behind. */
function removeStaleLock(path: string): void {
  try {
    const pid = Number(existsSync(path) ? readFileSync(path, 'utf8') : process.pid);
    // An empty file is a lock whose owner is just writing its pid.
    if (pid !== 0 && pid !== process.pid && !isRunning({ pid, mark: '' })) {
      // Of two processes that see the same stale lock, only one can rename it.
      renameSync(path, `${path}.${process.pid}`);
      rmSync(`${path}.${process.pid}`, { force: true });
    }
  } catch {
    // Somebody else removed it first.
  }
}
