import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The real program, started as `npm start` does, on a free port and a data folder of its own. */
export interface TenantryProcess {
  readonly url: string;
  readonly dataFolder: string;
  /** What it has printed so far. */
  output(): string;
  /** Ends it as a power cut would. */
  kill(): Promise<void>;
  /** Asks it to end and resolves to its exit code. */
  stop(): Promise<number | null>;
}

const startMsMax = 20_000;
const stopMsMax = 30_000;

/** A fresh data folder; remove it with `removeDataFolder`. */
export function newDataFolder(): string {
  return mkdtempSync(join(tmpdir(), 'tenantry-test-'));
}

/** Removes a data folder. */
export function removeDataFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}

/** Starts the program and resolves when it listens. */
export async function startTenantry(
  dataFolder: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<TenantryProcess> {
  const child = spawn(process.execPath, ['functions/local/main.ts'], {
    env: { PATH: process.env['PATH'], PORT: '0', TENANTRY_DATA: dataFolder, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  const keep = (text: Buffer) => {
    printed += text.toString();
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const url = await listening(child, () => printed);
  return {
    url,
    dataFolder,
    output: () => printed,
    kill: async () => {
      await end(child, 'SIGKILL');
    },
    stop: async () => await end(child, 'SIGTERM'),
  };
}

async function listening(child: ChildProcess, output: () => string): Promise<string> {
  const endsAt = Date.now() + startMsMax;
  while (Date.now() < endsAt && child.exitCode === null) {
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(output())?.[0];
    if (url !== undefined) return url;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  child.kill('SIGKILL');
  throw new Error(`The program does not listen: ${output()}`);
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  const exit = once(child, 'exit', { signal: AbortSignal.timeout(stopMsMax) });
  child.kill(signal);
  await exit;
  return child.exitCode;
}
