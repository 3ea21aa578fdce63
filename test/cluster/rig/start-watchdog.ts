import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** A small process that stops the rig when the process that started it has gone. */
export interface Watchdog {
  /** Returns when the watchdog has ended. Stop the rig first. */
  readonly dismiss: () => Promise<void>;
}

/** Starts the watchdog of a rig. The system closes the pipe between the two even when this process is killed. */
export async function startWatchdog(dir: string): Promise<Watchdog> {
  const script = fileURLToPath(new URL('./watchdog.ts', import.meta.url));
  const child = spawn(process.execPath, [script, dir], {
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
