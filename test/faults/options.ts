import { parseArgs } from 'node:util';

/** What a run of the fault sweep was asked for. */
export interface SweepOptions {
  readonly seed: number;
  /** Most runs with a fault; `all`: the whole product. */
  readonly runs: number | 'all';
  /** How many tenants are under way at a time. */
  readonly lanes: number;
  /** Only scenarios of these names; empty: all. */
  readonly scenarios: readonly string[];
  /** Only these faults; empty: all. */
  readonly faults: readonly string[];
  /** Only this case: `<scenario>:<number or name of the call>:<fault>`. */
  readonly case: string | undefined;
}

const usage = `usage: npm run test:faults -- [--seed N] [--runs N | --all] [--lanes N] [--scenario NAME]... [--fault NAME]...
       npm run test:faults -- --case '<scenario>:<number or name of the call>:<fault>' [--seed N]`;

/** What a run takes when it is told nothing: about six minutes on two cores. */
const defaults = { seed: '1', runs: '200', lanes: '12' } as const;

/** Parses the command line. Throws a sentence with the usage. */
export function parseSweepOptions(args: readonly string[]): SweepOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seed: { type: 'string', default: defaults.seed },
      runs: { type: 'string', default: defaults.runs },
      lanes: { type: 'string', default: defaults.lanes },
      all: { type: 'boolean', default: false },
      scenario: { type: 'string', multiple: true, default: [] },
      fault: { type: 'string', multiple: true, default: [] },
      case: { type: 'string' },
    },
  });
  return {
    seed: wholeNumber('--seed', values.seed),
    runs: values.all ? 'all' : wholeNumber('--runs', values.runs),
    lanes: Math.max(1, wholeNumber('--lanes', values.lanes)),
    scenarios: values.scenario,
    faults: values.fault,
    case: values.case,
  };
}

function wholeNumber(option: string, text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new Error(`Cannot read ${option} "${text}": it must be a whole number\n${usage}`);
}
