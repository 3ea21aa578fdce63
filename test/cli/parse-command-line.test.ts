import { describe, expect, it } from 'vitest';
import { defineCommand } from '../../cli/command.ts';
import { type CommandLine, parseCommandLine } from '../../cli/parse-command-line.ts';

const make = defineCommand({
  name: 'make',
  summary: 'Make something',
  args: { kind: { help: 'What' }, name: { help: 'How it is called', isOptional: true } },
  options: {
    size: { type: 'string', value: 'n', help: 'How large', choices: ['small', 'large'] },
    mark: { type: 'string', short: 'm', multiple: true, help: 'A mark' },
    file: { type: 'string', short: 'f', help: 'A file' },
    force: { type: 'boolean', help: 'Do it anyway' },
  },
  examples: [{ line: 'tenantry make x', does: 'Make x' }],
  run: async () => 0,
});

const parse = (...argv: readonly string[]): CommandLine => parseCommandLine(argv, [make]);

function inputOf(line: CommandLine): unknown {
  return line.kind === 'run' ? line.input : undefined;
}

describe('parseCommandLine()', () => {
  it('returns arguments and options, flags always and lists maybe empty', () => {
    const line = parse('make', 'cake', '--size', 'large');

    expect(inputOf(line)).toEqual({
      args: { kind: 'cake', name: undefined },
      options: {
        size: 'large',
        mark: [],
        file: undefined,
        force: false,
        output: undefined,
        help: false,
      },
    });
  });

  it('takes options anywhere after the command, short ones and joined values', () => {
    const line = parse('make', '-m', 'a', 'cake', '-mb', '--force', '--size=small', 'Bob');

    expect(inputOf(line)).toMatchObject({
      args: { kind: 'cake', name: 'Bob' },
      options: { mark: ['a', 'b'], force: true, size: 'small' },
    });
  });

  it('takes everything after -- as arguments', () => {
    expect(inputOf(parse('make', '--', '--force'))).toMatchObject({
      args: { kind: '--force' },
      options: { force: false },
    });
  });

  it('takes - as a value, which stands for stdin', () => {
    expect(inputOf(parse('make', 'cake', '-f', '-'))).toMatchObject({ options: { file: '-' } });
  });

  it('returns the output format apart', () => {
    expect(parse('make', 'cake', '-o', 'json')).toMatchObject({ output: 'json' });
  });

  it.each([['--help'], ['-h'], ['help']])('returns help of the program for %s', (word) => {
    expect(parse(word)).toEqual({ kind: 'help' });
  });

  it.each([[['make', '--help']], [['make', 'a', 'b', 'c', '-h']], [['help', 'make']]])(
    'returns help of the command for %j',
    (argv) => {
      expect(parse(...argv)).toEqual({ kind: 'help', command: make });
    },
  );

  it('returns version', () => {
    expect(parse('--version')).toEqual({ kind: 'version' });
  });

  it.each([
    [[], 'No command'],
    [['mak'], 'Unknown command "mak"; did you mean "make"?'],
    [['zzz'], 'Unknown command "zzz"'],
    [['--force', 'make'], 'Cannot read option "--force" here: options come after the command'],
    [['make'], 'Missing <kind>'],
    [['make', 'a', 'b', 'c'], 'Unexpected argument "c"'],
    [['make', 'a', '--forse'], 'Unknown option "--forse"; did you mean "--force"?'],
    [['make', 'a', '--constructor'], 'Unknown option "--constructor"'],
    [['make', 'a', '-x'], 'Unknown option "-x"'],
    [['make', 'a', '--force=yes'], 'Option "--force" takes no value'],
    [['make', 'a', '--size'], 'Option "--size" needs a value: <n>'],
    [['make', 'a', '--size', '--force'], 'Option "--size" needs a value: <n>'],
    [['make', 'a', '--size', 'larg'], 'Option "--size" cannot be "larg"; did you mean "large"?'],
    [['make', 'a', '--size', '9'], 'Option "--size" cannot be "9"; it is one of small, large'],
    [['make', 'a', '-o', 'xml'], 'Option "-o" cannot be "xml"; it is one of table, json, yaml'],
    [['make', 'a', '-f', 'x', '-f', 'y'], 'Option "--file" is given twice'],
  ])('throws a usage error for %j', (argv, message) => {
    expect(() => parse(...argv)).toThrow(expect.objectContaining({ name: 'UsageError', message }));
  });

  it('names the command whose help mends the error', () => {
    expect(() => parse('make', 'a', '--zzz')).toThrow(expect.objectContaining({ command: 'make' }));
  });
});
