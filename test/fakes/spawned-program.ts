import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/** A program of ours as a process of its own. */
export interface SpawnedProgram {
  readonly url: string;
  /** What it has written so far. */
  output(): string;
  /** Ends it as a crash would. */
  kill(): Promise<void>;
  /** Asks it to end and resolves to its exit code. */
  stop(): Promise<number | null>;
}

/** What to start, and how its output tells where it listens. */
export interface ProgramToSpawn {
  readonly file: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Its first group is the URL. */
  readonly urlPattern: RegExp;
  readonly startMsMax: number;
  readonly stopMsMax: number;
  /** Ends it as a crash would, also while it still starts. */
  readonly crash?: AbortSignal | undefined;
}

/** Starts the program on a free port, with nothing of this environment, and resolves once it listens. */
export async function spawnProgram(program: ProgramToSpawn): Promise<SpawnedProgram> {
  const child = spawn(process.execPath, [program.file], {
    env: { PATH: process.env['PATH'], PORT: '0', ...program.environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    killSignal: 'SIGKILL',
    ...(program.crash !== undefined && { signal: program.crash }),
  });
  // Told of a crash that was asked for; how the program ended is read from the process itself.
  child.on('error', () => undefined);
  let written = '';
  const keep = (text: Buffer) => {
    written += text.toString();
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const output = () => written;
  const url = await listening(child, program, output);
  const { stopMsMax } = program;
  return {
    url,
    output,
    kill: async () => {
      await end(child, 'SIGKILL', stopMsMax);
    },
    stop: async () => await end(child, 'SIGTERM', stopMsMax),
  };
}

async function listening(
  child: ChildProcess,
  { file, urlPattern, startMsMax, stopMsMax }: ProgramToSpawn,
  output: () => string,
): Promise<string> {
  const endsAt = Date.now() + startMsMax;
  while (Date.now() < endsAt && child.exitCode === null && child.signalCode === null) {
    const url = urlPattern.exec(output())?.[1];
    if (url !== undefined) return url;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await end(child, 'SIGKILL', stopMsMax);
  throw new Error(`The program ${file} does not listen: ${output()}`);
}

async function end(
  child: ChildProcess,
  signal: NodeJS.Signals,
  stopMsMax: number,
): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  const exit = once(child, 'exit', { signal: AbortSignal.timeout(stopMsMax) });
  child.kill(signal);
  await exit;
  return child.exitCode;
}
