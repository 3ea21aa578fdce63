import { runCli } from '../../../cli/run-cli.ts';
import { type ScriptedApi, startScriptedApi } from '../scripted-api.ts';
import { createTestWorld, type TestWorld, type TestWorldParts } from '../test-world.ts';

/** What a run of the program left behind. */
export interface Run {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
  /** What it asked of the API. */
  readonly calls: readonly string[];
  readonly arrived: ScriptedApi['arrived'];
  readonly world: TestWorld;
}

/** Runs a command line against an API that plays the script, and ends that API. */
export async function runCommand(
  argv: readonly string[],
  script: Parameters<typeof startScriptedApi>[0] = {},
  parts: TestWorldParts = {},
): Promise<Run> {
  const api = await startScriptedApi(script);
  const environment = { TENANTRY_URL: api.url, ...parts.environment };
  const world = createTestWorld({ ...parts, environment });
  try {
    const exitCode = await runCli(argv, world);
    const { out, err } = world.terminal;
    const { arrived } = api;
    return { exitCode, out: out.text(), err: err.text(), calls: api.calls(), arrived, world };
  } finally {
    await api.close();
  }
}
