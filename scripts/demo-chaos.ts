import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { isRight, tableOf } from './chaos/chaos-result.ts';
import { type ChaosOptions, runChaos } from './chaos/run-chaos.ts';

// `npm run demo:chaos`: shows on this machine, with nothing but Node, that no tenant is ever lost.
const usage = `npm run demo:chaos -- [--tenants 50] [--kills 20] [--seed N]

Signs tenants up at the real program on embedded parts and deletes them again, and kills the
program (kill -9) at random moments all the while. Ends with 0 only if nothing was lost.

  --tenants  1 to 500
  --kills    0 to 100; half of them while tenants sign up, half while they are deleted
  --seed     0 to ${2 ** 32 - 1}; draws the moments of the kills`;

const timeLimitMs = 5 * 60_000;

/** A command line that says nothing we know. */
class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Somebody has pressed Ctrl-C. */
class InterruptedError extends Error {
  override readonly name = 'InterruptedError';
}

process.exitCode = await main(process.argv.slice(2));

async function main(argv: readonly string[]): Promise<number> {
  try {
    const options = optionsOf(argv);
    return options === undefined ? help() : await demonstrate(options);
  } catch (error) {
    if (error instanceof UsageError) {
      console.error(`${error.message}\n\n${usage}`);
      return 2;
    }
    console.error(error instanceof Error ? error.message : error);
    return error instanceof InterruptedError ? 130 : 1;
  }
}

function help(): number {
  console.log(usage);
  return 0;
}

async function demonstrate(options: ChaosOptions): Promise<number> {
  const { tenants, kills, seed } = options;
  const startedAtMs = performance.now();
  const seconds = () => ((performance.now() - startedAtMs) / 1_000).toFixed(1);
  const replay = `npm run demo:chaos -- --tenants ${tenants} --kills ${kills} --seed ${seed}`;
  console.log(`${tenants} tenants, ${kills} kills, seed ${seed}`);
  try {
    const result = await runChaos(options, {
      signal: endingSignal(),
      report: (line) => console.log(`${seconds().padStart(6)} s  ${line}`),
    });
    console.log(`\n${tableOf(result)}\n`);
    if (isRight(result)) {
      console.log(
        `Right after ${seconds()} s: every tenant came and went once, nothing else was touched.`,
      );
      return 0;
    }
    for (const fault of result.faults) console.error(fault);
  } catch (error) {
    if (error instanceof InterruptedError) throw error;
    console.error(error instanceof Error ? error.message : error);
  }
  console.error(`Wrong. The same moments again: ${replay}`);
  return 1;
}

/** Aborted by Ctrl-C, by a request to end, and when the time is over. */
function endingSignal(): AbortSignal {
  const ending = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(name, () => ending.abort(new InterruptedError(`Interrupted by ${name}`)));
  }
  const reason = `Cannot finish: the limit of ${timeLimitMs / 1_000} s for the whole run is over`;
  setTimeout(() => ending.abort(new Error(reason)), timeLimitMs).unref();
  return ending.signal;
}

function optionsOf(argv: readonly string[]): ChaosOptions | undefined {
  const { help: isHelp, tenants, kills, seed } = valuesOf(argv);
  if (isHelp === true) return undefined;
  return {
    tenants: whole('--tenants', tenants ?? '50', { least: 1, most: 500 }),
    kills: whole('--kills', kills ?? '20', { least: 0, most: 100 }),
    seed: whole('--seed', seed ?? String(randomInt(2 ** 32)), { least: 0, most: 2 ** 32 - 1 }),
  };
}

function valuesOf(argv: readonly string[]) {
  try {
    const text = { type: 'string' } as const;
    const help = { type: 'boolean', short: 'h' } as const;
    const options = { help, tenants: text, kills: text, seed: text };
    return parseArgs({ args: [...argv], options }).values;
  } catch (cause) {
    throw new UsageError(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

function whole(
  name: string,
  text: string,
  { least, most }: { least: number; most: number },
): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value <= most) return value;
  throw new UsageError(
    `Cannot use ${name} "${text}": it must be a whole number from ${least} to ${most}`,
  );
}
