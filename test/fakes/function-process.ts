import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/** One deployed function as a process of its own. */
export interface FunctionProcess {
  readonly name: string;
  readonly url: string;
  /** What it has written so far. */
  output(): string;
  /** Ends it as a crash would. */
  kill(): Promise<void>;
  /** Asks it to end and resolves to its exit code. */
  stop(): Promise<number | null>;
}

const startMsMax = 30_000;
const stopMsMax = 15_000;

/** Starts a function on a free port and resolves once it serves. */
export async function startFunction(
  name: string,
  environment: Readonly<Record<string, string>>,
): Promise<FunctionProcess> {
  const child = spawn(process.execPath, [`functions/${name}/main.ts`], {
    env: { PATH: process.env['PATH'], HOST: '127.0.0.1', PORT: '0', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let written = '';
  const keep = (text: Buffer) => {
    written += text.toString();
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const url = await serving(child, () => written);
  return {
    name,
    url,
    output: () => written,
    kill: async () => {
      await end(child, 'SIGKILL');
    },
    stop: async () => await end(child, 'SIGTERM'),
  };
}

async function serving(child: ChildProcess, output: () => string): Promise<string> {
  const endsAt = Date.now() + startMsMax;
  while (Date.now() < endsAt && child.exitCode === null) {
    const url = /"url":"(http:[^"]+)"/.exec(output())?.[1];
    if (url !== undefined) return url;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  child.kill('SIGKILL');
  throw new Error(`The function does not serve: ${output()}`);
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  const exit = once(child, 'exit', { signal: AbortSignal.timeout(stopMsMax) });
  child.kill(signal);
  await exit;
  return child.exitCode;
}
