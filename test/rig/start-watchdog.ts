import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** A small process that stops a rig when the process that started it has gone. */
export interface Watchdog {
  /** Returns when the watchdog has ended. Stop the rig first. */
  readonly dismiss: () => Promise<void>;
}

/**
 * Starts the watchdog of the rig in a folder: `script` awaits the end of its standard input and then
 * stops that rig. The system closes the pipe between the two even when this process is killed.
 */
export async function startWatchdog(script: URL, dir: string): Promise<Watchdog> {
  const child = spawn(process.execPath, [fileURLToPath(script), dir], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  await once(child, 'spawn');
  child.unref();
  return {
    dismiss: async () => {
      if (child.exitCode === null) {
        child.ref();
        child.stdin.end();
        await once(child, 'exit');
      }
    },
  };
}
