import { describe, expect, it } from 'vitest';
import { formatTable } from '../../cli/format-table.ts';
import type { TextStream } from '../../cli/terminal.ts';
import { keptStream } from './test-world.ts';

const painted: TextStream = { ...keptStream(), paint: (style, text) => `<${style}>${text}</>` };

describe('formatTable()', () => {
  it('aligns columns and leaves no blanks at the end of lines', () => {
    const rows = [
      ['a', 'long cell', ''],
      ['longer', 'b', 'c'],
    ];

    const text = formatTable({ header: ['X', 'Y', 'Z'], rows }, keptStream());

    expect(text).toBe(
      ['X       Y          Z', 'a       long cell', 'longer  b          c', ''].join('\n'),
    );
  });

  it('gives styles no width', () => {
    const rows = [[{ text: 'ab', style: 'red' } as const, 'x']];

    expect(formatTable({ header: ['NAME', 'Y'], rows }, painted)).toBe(
      '<bold>NAME</>  <bold>Y</>\n<red>ab</>    x\n',
    );
  });

  it('counts characters of East Asian scripts and emoji as two columns', () => {
    const rows = [
      ['株式', 'x'],
      ['🚀', 'x'],
      ['é', 'x'],
      ['abcd', 'x'],
    ];

    expect(formatTable({ rows }, keptStream())).toBe('株式  x\n🚀    x\né     x\nabcd  x\n');
  });

  it.each([8, 9, 12])('writes no line that is wider than a terminal of %i columns', (columns) => {
    const rows = [['abcdef', 'ghijklmnop', 'q']];

    const [line = ''] = formatTable({ rows }, keptStream(columns)).split('\n');

    expect(line.length).toBeLessThanOrEqual(columns);
    expect(line.startsWith('abcdef')).toBe(true);
  });

  it('ends what is cut with an ellipsis', () => {
    expect(formatTable({ rows: [['abcdefgh']] }, keptStream(5))).toBe('abcd…\n');
  });

  it('cuts nothing where there is no terminal', () => {
    const rows = [['x'.repeat(500)]];

    expect(formatTable({ rows }, keptStream())).toBe(`${'x'.repeat(500)}\n`);
  });

  it('makes control characters visible', () => {
    expect(formatTable({ rows: [['\u001b[2J']] }, keptStream())).toBe('\\u001b[2J\n');
  });
});
