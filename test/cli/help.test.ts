import { describe, expect, it } from 'vitest';
import type { Command } from '../../cli/command.ts';
import { commandTable } from '../../cli/commands/command-table.ts';
import { commandHelp, globalHelp } from '../../cli/help.ts';
import { parseCommandLine } from '../../cli/parse-command-line.ts';

/** Words of a line as a shell without variables splits them. */
function wordsOf(line: string): readonly string[] {
  return [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
}

const examples = commandTable.flatMap(({ name, examples: all }: Command) =>
  all.map(({ line }) => ({ name, line })),
);

describe('globalHelp()', () => {
  it.each(commandTable)('names $name with its summary', ({ name, summary }) => {
    expect(globalHelp(commandTable)).toMatch(new RegExp(`^  ${name} +${summary}$`, 'm'));
  });
});

describe('commandHelp()', () => {
  it.each(commandTable)('shows each argument, option and example of $name', (command) => {
    const help = commandHelp(command);

    for (const name of Object.keys(command.options)) expect(help).toContain(`--${name}`);
    for (const name of Object.keys(command.args)) expect(help).toContain(`<${name}>`);
    for (const { line } of command.examples) expect(help).toContain(`  ${line}\n`);
  });

  it.each(commandTable)(
    'has no line of $name that is broken in the middle of a text',
    (command) => {
      const { description = '' } = command;

      expect(commandHelp(command).replaceAll('\n', ' ')).toContain(description);
    },
  );

  it.each(examples)('has examples that can be run: $line', ({ name, line }) => {
    const [program, ...argv] = wordsOf(line);

    expect(program).toBe('tenantry');
    expect(parseCommandLine(argv, commandTable)).toMatchObject({ kind: 'run', command: { name } });
  });
});
