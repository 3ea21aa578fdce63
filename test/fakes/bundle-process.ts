import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';

/** A function's bundle as a process of its own. */
export interface BundleProcess {
  readonly child: ChildProcess;
  readonly url: string;
  /** Sends a signal and resolves to the exit code. */
  end(signal?: NodeJS.Signals): Promise<number | null>;
}

/** How a bundle is started. */
export interface BundleStart {
  readonly file: string;
  /** The working folder. */
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
}

const startMsMax = 20_000;
const endMsMax = 30_000;

/** Starts a bundle without waiting; of this process's environment only the PATH reaches it. */
export function launchBundle({ file, folder, environment }: BundleStart) {
  const child = spawn(process.execPath, [file], {
    cwd: folder,
    env: { PATH: process.env['PATH'], ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const printed: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => printed.push(String(chunk)));
  }
  return { child, output: () => printed.join('') };
}

/** Starts a bundle on a free port of 127.0.0.1 and resolves when it serves. */
export async function startBundle(start: BundleStart): Promise<BundleProcess> {
  const environment = { PORT: '0', HOST: '127.0.0.1', ...start.environment };
  const { child, output } = launchBundle({ ...start, environment });
  const endsAt = Date.now() + startMsMax;
  for (;;) {
    const url = /"url":"(http:[^"]+)"/.exec(output())?.[1];
    if (url !== undefined) return { child, url, end: (signal) => endProcess(child, signal) };
    if (child.exitCode !== null || Date.now() > endsAt) {
      child.kill('SIGKILL');
      throw new Error(`The bundle does not serve: ${output()}`);
    }
    await pause(10);
  }
}

/** Sends a signal and resolves to the exit code; SIGTERM unless told otherwise. */
export async function endProcess(
  child: ChildProcess,
  signal: NodeJS.Signals = 'SIGTERM',
): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  const exit = once(child, 'exit', { signal: AbortSignal.timeout(endMsMax) });
  child.kill(signal);
  await exit;
  return child.exitCode;
}
