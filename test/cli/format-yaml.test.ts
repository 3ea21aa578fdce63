import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { formatDocuments, formatYaml } from '../../cli/format-yaml.ts';

// What some reader of YAML (1.1, 1.2, Go's, Helm's) takes for something else than a text.
const treacherous = fc.constantFrom(
  ...'yes no on off y n Yes NO true null ~ = << 012 0o17 0x1f 0b11 1_000 1:30 1e3 .5 +1 -1 .inf .NaN'.split(
    ' ',
  ),
  '2026-11-21',
  '',
  ' x ',
  'a: b',
  'a #b',
  '- a',
  'two\nlines\n',
  ' indented\nlines',
  'ends with blanks \n\n',
  'tab\there',
  '\r\n',
  '\u0007',
  '\u2028',
);
const text = fc.oneof(treacherous, fc.string({ unit: 'binary', maxLength: 30 }));
const leaf = fc.oneof(text, fc.integer(), fc.boolean(), fc.constant(null));
const { value } = fc.letrec((tie) => ({
  value: fc.oneof({ maxDepth: 4 }, leaf, fc.array(tie('value')), fc.dictionary(text, tie('value'))),
}));

describe('formatYaml()', () => {
  it('means the same to readers of YAML 1.1 and of 1.2', () => {
    fc.assert(
      fc.property(fc.dictionary(text, value), (object) => {
        const yaml = formatYaml(object);
        expect(parse(yaml, { version: '1.2', prettyErrors: false })).toEqual({ ...object });
        expect(parse(yaml, { version: '1.1', prettyErrors: false })).toEqual({ ...object });
      }),
      { numRuns: 100 },
    );
  });

  it('quotes every text that begins like a number, whatever a reader makes of it', () => {
    const yaml = formatYaml({ a: '0o17', b: '1:30', c: '1.2.3', d: '=', e: '<<', f: 'v1' });

    expect(yaml).toBe('a: "0o17"\nb: "1:30"\nc: "1.2.3"\nd: "="\ne: "<<"\nf: v1\n');
  });

  it('writes as codes what YAML 1.1 takes for a line break or a control character', () => {
    expect(formatYaml({ a: 'x\u2028y', 'b\u0085': '\ufeff1\n2', c: '\u007f' })).toBe(
      'a: "x\\u2028y"\n"b\\u0085": "\\ufeff1\\n2"\nc: "\\u007f"\n',
    );
  });

  it('keeps long lines whole and writes scripts as blocks', () => {
    const long = 'word '.repeat(60).trim();

    expect(formatYaml({ long })).toBe(`long: ${long}\n`);
    expect(formatYaml({ script: 'set -e\necho hi\n' })).toBe('script: |\n  set -e\n  echo hi\n');
  });

  it('writes no block that begins with blanks, about which readers differ', () => {
    expect(formatYaml({ a: ' \n', b: '\t\n#' })).toBe('a: "\\ \\n"\nb: "\\t\\n#"\n');
  });

  it('writes an object that occurs twice in full', () => {
    const labels = { app: 'x' };

    expect(formatYaml({ a: labels, b: labels })).toBe('a:\n  app: x\nb:\n  app: x\n');
  });
});

describe('formatDocuments()', () => {
  it('begins each document with ---', () => {
    const objects = [{ a: 1 }, { b: '---\nc: 1' }];

    const documents = parseAllDocuments(formatDocuments(objects));

    expect(documents.map((document) => document.toJS())).toEqual(objects);
  });
});
