import { describe, expect, it } from 'vitest';
import { parseWholeNumber } from '../../cli/parse-whole-number.ts';

const rule = { option: 'limit', command: 'list', min: 1, max: 200 };

describe('parseWholeNumber()', () => {
  it.each([
    [undefined, undefined],
    ['1', 1],
    ['200', 200],
  ])('returns %s as %s', (text, number) => {
    expect(parseWholeNumber(text, rule)).toBe(number);
  });

  it.each(['0', '201', '1.5', '1e2', '-1', '', ' 5', 'ten'])('throws for "%s"', (text) => {
    expect(() => parseWholeNumber(text, rule)).toThrow(
      `Option "--limit" cannot be "${text}": write a whole number from 1 to 200`,
    );
  });
});
