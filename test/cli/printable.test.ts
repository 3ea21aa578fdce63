import { describe, expect, it } from 'vitest';
import { printable } from '../../cli/printable.ts';

describe('printable()', () => {
  it.each([
    ['Acme Ltd – Zürich 株式会社', 'Acme Ltd – Zürich 株式会社'],
    ['two\nlines', 'two lines'],
    ['\u001b[31mred', '\\u001b[31mred'],
    ['\u009b2J', '\\u009b2J'],
    ['abc\u202egpj.exe', 'abc\\u202egpj.exe'],
    ['\u0000\t', '\\u0000\\u0009'],
  ])('returns %j as %j', (text, safe) => {
    expect(printable(text)).toBe(safe);
  });
});
