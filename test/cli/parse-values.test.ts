import { describe, expect, it } from 'vitest';
import { CliError } from '../../cli/cli-error.ts';
import { parseValues } from '../../cli/parse-values.ts';

/** The faults of a text as `pointer code`. */
function faultsOf(text: string): readonly string[] {
  try {
    parseValues(text, 'values.yaml');
    return [];
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    return error.errors.map(({ pointer, code }) => `${pointer} ${code}`);
  }
}

describe('parseValues()', () => {
  it.each([
    ['', {}],
    ['# only a comment\n', {}],
    ['{}', {}],
    ['{"a": {"b": [1, null, true]}}', { a: { b: [1, null, true] } }],
    ['a: 1\nb: text\n', { a: 1, b: 'text' }],
    ['tag: 1.10\nversion: "1.10"', { tag: 1.1, version: '1.10' }],
    ['country: no', { country: 'no' }],
    ['base: &b {x: 1}\nmore:\n  <<: *b\n  y: 2', { base: { x: 1 }, more: { x: 1, y: 2 } }],
  ])('returns the values of %j', (text, values) => {
    expect(parseValues(text, 'values.yaml')).toEqual(values);
  });

  it('makes a member of its own of a key that is special in JavaScript', () => {
    const values = parseValues('__proto__: {a: 1}', 'values.yaml');

    expect(Object.keys(values)).toEqual(['__proto__']);
    expect(Object.getPrototypeOf(values)).toBe(Object.prototype);
  });

  it.each([
    ['- 1', [' wrong_type']],
    ['text', [' wrong_type']],
    ['a: 1\na: 2', ['line 2, column 1 invalid_yaml']],
    ['a: [1\nb: }', ['line 2, column 1 invalid_yaml', 'line 2, column 4 invalid_yaml']],
    ['a: !env HOME', ['line 1, column 4 invalid_yaml']],
    ['a: 1\n---\nb: 2', ['line 2, column 1 invalid_yaml']],
    ['a: 12345678901234567890\nb: .inf', ['/a inexact_number', '/b inexact_number']],
    ['a/b: {"c~d": !!binary aGk=}', ['/a~1b/c~0d not_json']],
  ])('throws every fault of %j', (text, faults) => {
    expect(faultsOf(text)).toEqual(faults);
  });

  it('refuses anchors that would blow up memory', () => {
    const level = (name: string, of: string) => `${name}: &${name} [${`*${of},`.repeat(9)}]`;
    const bomb = ['a: &a [x,x,x,x,x,x,x,x,x]', level('b', 'a'), level('c', 'b'), level('d', 'c')];

    expect(faultsOf(bomb.join('\n'))).toEqual([' too_many_aliases']);
  });

  it('ends on an anchor inside itself', () => {
    const faults = faultsOf('a: &x {b: *x, c: *x}');

    expect(faults).toHaveLength(20);
    expect(faults[0]).toMatch(/^\/a(\/b){31} too_deep$/);
  });

  it('takes 32 levels and refuses 33', () => {
    const nested = (levels: number) => `a: ${'['.repeat(levels)}${']'.repeat(levels)}`;

    expect(faultsOf(nested(30))).toEqual([]);
    expect(faultsOf(nested(33))).toEqual([`/a${'/0'.repeat(31)} too_deep`]);
  });

  it('refuses nesting that exhausts the parser', () => {
    expect(faultsOf(`a: ${'['.repeat(20_000)}`).length).toBeLessThanOrEqual(20);
    expect(faultsOf(`a: ${'['.repeat(20_000)}`)).not.toEqual([]);
  });
});
