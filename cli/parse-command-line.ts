import { parseArgs } from 'node:util';
import { checkOption, type GivenOption, suggestion } from './check-option.ts';
import type { ArgumentTable, Command, OptionSpec, OptionTable } from './command.ts';
import { type OutputFormat, outputFormats } from './output-format.ts';
import { UsageError } from './usage-error.ts';

/** The options that every command has besides its own. */
export const commonOptions = {
  output: {
    type: 'string',
    short: 'o',
    value: outputFormats.join('|'),
    choices: outputFormats,
    help: 'How to write the answer',
  },
  help: { type: 'boolean', short: 'h', help: 'Show this help' },
} as const satisfies OptionTable;

/** What a command line asks for. */
export type CommandLine =
  | { readonly kind: 'help'; readonly command?: Command }
  | { readonly kind: 'version' }
  | {
      readonly kind: 'run';
      readonly command: Command;
      readonly input: Parameters<Command['run']>[1];
      readonly output: OutputFormat | undefined;
    };

/**
 * Reads the words after the program's name. Throws `UsageError`, naming the nearest known command,
 * option or choice where one is close.
 */
export function parseCommandLine(
  argv: readonly string[],
  commands: readonly Command[],
): CommandLine {
  const [first, ...rest] = argv;
  if (first === undefined) throw new UsageError('No command');
  if (first === '--help' || first === '-h') return { kind: 'help' };
  if (first === '--version' || first === '-v') return { kind: 'version' };
  if (first === 'help') {
    const [name] = rest;
    return name === undefined
      ? { kind: 'help' }
      : { kind: 'help', command: commandOf(name, commands) };
  }
  return parseCommand(commandOf(first, commands), rest);
}

function commandOf(name: string, commands: readonly Command[]): Command {
  const command = commands.find((candidate) => candidate.name === name);
  if (command !== undefined) return command;
  if (name.startsWith('-')) {
    throw new UsageError(`Cannot read option "${name}" here: options come after the command`);
  }
  const names = commands.map((candidate) => candidate.name);
  throw new UsageError(`Unknown command "${name}"${suggestion(name, names)}`);
}

type OptionValue = string | boolean | readonly string[] | undefined;

function parseCommand(command: Command, argv: readonly string[]): CommandLine {
  const table: OptionTable = { ...command.options, ...commonOptions };
  const { values, positionals, tokens } = parseArgs({
    args: [...argv],
    // Not its strict mode: its errors know neither our commands nor what is near.
    strict: false,
    allowPositionals: true,
    tokens: true,
    options: Object.fromEntries(
      Object.entries(table).map(([name, { type, short, multiple = false }]) => [
        name,
        { type, multiple, ...(short !== undefined && { short }) },
      ]),
    ),
  });
  const given = tokens.filter((token) => token.kind === 'option');
  if (given.some(({ name }) => name === 'help')) return { kind: 'help', command };
  for (const token of given) checkOption(token, table, command.name);
  assertOnce(given, table, command.name);
  const options = Object.entries(table).map(([name, spec]) => [
    name,
    optionValue(values[name] as OptionValue, spec),
  ]);
  return {
    kind: 'run',
    command,
    input: { args: argumentsOf(positionals, command), options: Object.fromEntries(options) },
    output: values['output'] as OutputFormat | undefined,
  };
}

/** A flag is there or not, a list is maybe empty, a text may be undefined. */
function optionValue(value: OptionValue, { type, multiple }: OptionSpec): OptionValue {
  if (type === 'boolean') return value === true;
  return multiple === true ? (value ?? []) : value;
}

function assertOnce(given: readonly GivenOption[], table: OptionTable, command: string): void {
  const names = given.filter(({ name }) => !table[name]?.multiple).map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new UsageError(`Option "--${twice}" is given twice`, command);
}

function argumentsOf(positionals: readonly string[], { name: command, args }: Command) {
  const names = Object.keys(args);
  const missing = requiredOf(args)[positionals.length];
  if (missing !== undefined) throw new UsageError(`Missing <${missing}>`, command);
  const extra = positionals[names.length];
  if (extra !== undefined) throw new UsageError(`Unexpected argument "${extra}"`, command);
  return Object.fromEntries(names.map((name, index) => [name, positionals[index]])) as Record<
    string,
    string
  >;
}

function requiredOf(args: ArgumentTable): readonly string[] {
  return Object.entries(args).flatMap(([name, spec]) => (spec.isOptional ? [] : [name]));
}
