import type { Command, OptionTable } from './command.ts';
import { defaultUrl } from './connection-settings.ts';
import { commonOptions } from './parse-command-line.ts';

/** The environment variables of the command line. */
export const environmentHelp = {
  TENANTRY_URL: `Address of the API (${defaultUrl})`,
  TENANTRY_TOKEN: 'API key, sent as X-API-Key; none by default',
  NO_COLOR: 'Set to anything: no colours',
} as const;

/** What the exit codes mean. */
export const exitCodeHelp = {
  0: 'done',
  1: 'failed: the API refused, cannot be reached, or the operation failed',
  2: 'wrong usage',
  130: 'interrupted with Ctrl-C; work that was asked for goes on',
} as const;

/** The help of the whole program. */
export function globalHelp(commands: readonly Command[]): string {
  return [
    'Tenantry gives every customer of a SaaS product its own deployment on Kubernetes.',
    '',
    'Usage: tenantry <command> [options]',
    '',
    'Commands:',
    ...rows(commands.map(({ name, summary }) => [name, summary])),
    '',
    'Environment:',
    ...rows(Object.entries(environmentHelp)),
    '',
    'Exit codes:',
    ...rows(Object.entries(exitCodeHelp)),
    '',
    'tenantry <command> --help shows the options of a command with examples.',
    '',
  ].join('\n');
}

/** The help of one command: usage, arguments, options and examples. */
export function commandHelp(command: Command): string {
  const { summary, description, args, examples } = command;
  const argumentRows = Object.entries(args).map(([name, { help }]) => [`<${name}>`, help] as const);
  return [
    `${summary}.`,
    ...(description === undefined ? [] : ['', ...wrapped(description)]),
    '',
    `Usage: ${usageOf(command)}`,
    ...(argumentRows.length === 0 ? [] : ['', 'Arguments:', ...rows(argumentRows)]),
    '',
    'Options:',
    ...rows(optionRows({ ...command.options, ...commonOptions })),
    '',
    'Examples:',
    ...examples.flatMap(({ line, does }) => [`  # ${does}`, `  ${line}`]),
    '',
  ].join('\n');
}

/** `tenantry get <id> [options]` */
export function usageOf({ name, args }: Command): string {
  const words = Object.entries(args).map(([argument, { isOptional }]) =>
    isOptional ? `[${argument}]` : `<${argument}>`,
  );
  return ['tenantry', name, ...words, '[options]'].join(' ');
}

/** Each option as it is written, and what it does. */
export function optionRows(options: OptionTable): readonly (readonly [string, string])[] {
  return Object.entries(options).map(([name, spec]) => {
    const short = spec.short === undefined ? '' : `-${spec.short}, `;
    const value = spec.type === 'boolean' ? '' : ` <${spec.value ?? 'value'}>`;
    const many = spec.multiple ? ' (may be repeated)' : '';
    return [`${short}--${name}${value}`, `${spec.help}${many}`];
  });
}

/** The text in lines of at most 80 characters, broken between words. */
function wrapped(text: string): readonly string[] {
  return (text.match(/.{1,80}(?: |$)/g) ?? [text]).map((line) => line.trimEnd());
}

function rows(pairs: readonly (readonly [string, string])[]): readonly string[] {
  const width = Math.max(...pairs.map(([left]) => left.length));
  return pairs.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`);
}
