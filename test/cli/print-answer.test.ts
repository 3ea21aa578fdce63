import { describe, expect, it } from 'vitest';
import type { CommandContext } from '../../cli/command-context.ts';
import { printAnswer } from '../../cli/print-answer.ts';
import { createTestWorld } from './test-world.ts';

function print(output: CommandContext['output'], lines: Parameters<typeof printAnswer>[1]): string {
  const world = createTestWorld({ columns: 10 });
  const { out } = world.terminal;
  const paint = (style: string, text: string) => `<${style}>${text}`;
  const terminal = { ...world.terminal, out: { ...out, paint } };
  const client = () => {
    throw new Error('Not needed');
  };
  printAnswer({ ...world, terminal, output, client }, lines);
  return out.text();
}

const answer = {
  value: { a: 1 },
  lines: ['longer than the terminal', { text: 'red', style: 'red' }, '\u001b[2J'] as const,
};

describe('printAnswer()', () => {
  it('cuts no line, paints what has a style and makes control characters visible', () => {
    expect(print(undefined, answer)).toBe('longer than the terminal\n<red>red\n\\u001b[2J\n');
  });

  it.each([
    ['json', '{\n  "a": 1\n}\n'],
    ['yaml', 'a: 1\n'],
  ] as const)('writes the value alone as %s', (output, text) => {
    expect(print(output, answer)).toBe(text);
  });

  it('writes nothing for no lines', () => {
    expect(print('table', { value: [], lines: [] })).toBe('');
  });

  it('leaves an empty line between tables and empty tables out', () => {
    const tables = [{ rows: [['a']] }, { header: ['X'], rows: [] }, { rows: [['b']] }];

    expect(print('table', { value: [], tables })).toBe('a\n\nb\n');
  });
});
