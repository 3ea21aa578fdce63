import type { OptionSpec, OptionTable } from './command.ts';
import { nearest } from './nearest.ts';
import { UsageError } from './usage-error.ts';

/** One option as it was written. */
export interface GivenOption {
  /** `slug` for `--slug`. */
  readonly name: string;
  /** As written: `--slug`, `-s`. */
  readonly rawName: string;
  readonly value?: string | undefined;
  /** Whether the value was joined to the name: `--slug=x`. */
  readonly inlineValue?: boolean | undefined;
}

/** Throws `UsageError` unless the option is in the table and has a value that it may have. */
export function checkOption(given: GivenOption, table: OptionTable, command: string): void {
  const spec = Object.hasOwn(table, given.name) ? table[given.name] : undefined;
  const fault = spec === undefined ? unknownOption(given, table) : faultOf(given, spec);
  if (fault !== undefined) throw new UsageError(fault, command);
}

/** `; did you mean "x"?` where something is near, else nothing. */
export function suggestion(name: string, known: readonly string[]): string {
  const close = nearest(name, known);
  return close === undefined ? '' : `; did you mean "${close}"?`;
}

function unknownOption({ name, rawName }: GivenOption, table: OptionTable): string {
  const long = Object.keys(table).map((known) => `--${known}`);
  return `Unknown option "${rawName}"${suggestion(`--${name}`, long)}`;
}

function faultOf({ rawName, value, inlineValue }: GivenOption, spec: OptionSpec) {
  if (spec.type === 'boolean') {
    return value === undefined ? undefined : `Option "${rawName}" takes no value`;
  }
  // "-" alone is a value: it stands for stdin.
  const isNextOption = inlineValue === false && /^-./.test(value ?? '');
  if (value === undefined || isNextOption) {
    return `Option "${rawName}" needs a value: <${spec.value ?? 'value'}>`;
  }
  return choiceFault(rawName, value, spec.choices);
}

function choiceFault(rawName: string, value: string, choices: readonly string[] | undefined) {
  if (choices === undefined || choices.includes(value)) return undefined;
  const close = suggestion(value, choices);
  return `Option "${rawName}" cannot be "${value}"${close || `; it is one of ${choices.join(', ')}`}`;
}
