import { type SpawnedProgram, spawnProgram } from './spawned-program.ts';

/** One deployed function as a process of its own. */
export interface FunctionProcess extends SpawnedProgram {
  readonly name: string;
}

/** Starts a function on a free port and resolves once it serves. */
export async function startFunction(
  name: string,
  environment: Readonly<Record<string, string>>,
): Promise<FunctionProcess> {
  const program = await spawnProgram({
    file: `functions/${name}/main.ts`,
    environment: { HOST: '127.0.0.1', ...environment },
    urlPattern: /"url":"(http:[^"]+)"/,
    startMsMax: 60_000,
    stopMsMax: 15_000,
  });
  return { ...program, name };
}
