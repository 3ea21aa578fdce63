import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseSlug, reservedSlugs, type SlugRule, slugFrom } from '../../../shared/tenant/slug.ts';

const rule: SlugRule = { lengthMin: 3, lengthMax: 30, reserved: ['acme-hq'] };

/** Codes of the faults, or the slug. */
function parse(text: string, own: SlugRule = rule): string | readonly string[] {
  const parsed = parseSlug(text, own);
  return parsed.ok ? parsed.slug : parsed.errors.map(({ code }) => code);
}

describe('parseSlug()', () => {
  it.each([
    ['acme', 'acme'],
    ['  Acme-2  ', 'acme-2'],
    ['abc', 'abc'],
    ['a'.repeat(30), 'a'.repeat(30)],
    ['\tacme\n', 'acme'],
  ])('takes %j', (text, slug) => {
    expect(parse(text)).toBe(slug);
  });

  it.each<[string, readonly string[]]>([
    ['', ['too_short', 'not_a_dns_label']],
    ['ab', ['too_short']],
    ['a'.repeat(31), ['too_long']],
    ['-abc', ['not_a_dns_label']],
    ['abc-', ['not_a_dns_label']],
    ['1abc', ['not_a_dns_label']],
    ['a_bc', ['not_a_dns_label']],
    ['a.bc', ['not_a_dns_label']],
    ['a bc', ['not_a_dns_label']],
    ['a--b', ['double_hyphen', 'not_a_dns_label']],
    ['xn--bcher-kva', ['double_hyphen', 'not_a_dns_label']],
    ['bücher', ['not_ascii', 'not_a_dns_label']],
    ['аcme', ['not_ascii', 'not_a_dns_label']],
    ['ac\u200bme', ['not_ascii', 'not_a_dns_label']],
    ['\u212aairos', ['not_ascii', 'not_a_dns_label']],
    ['abc\nabc', ['not_ascii', 'not_a_dns_label']],
    ['$(id)', ['not_a_dns_label']],
    ['www', ['reserved']],
    ['WWW', ['reserved']],
    ['kube-system', ['reserved']],
    ['kube-anything', ['reserved']],
    ['acme-hq', ['reserved']],
    ['constructor', ['reserved']],
    ['null', ['reserved']],
  ])('refuses %j', (text, codes) => {
    expect(parse(text)).toEqual(codes);
  });

  it.each(
    `www api app admin mail ftp demo test staging dev beta cdn static assets help support docs status
     smtp control panel dashboard`.split(/\s+/),
  )('reserves %s', (word) => {
    expect(reservedSlugs.has(word)).toBe(true);
  });

  it('takes nothing but DNS labels within the limits, whatever is given', () => {
    const characters = fc.constantFrom(...'aB9-_. \u212aéа\n');
    const text = fc.oneof(fc.string(), fc.string({ unit: characters, maxLength: 40 }));
    fc.assert(
      fc.property(text, (given) => {
        const parsed = parseSlug(given, rule);

        if (!parsed.ok) return;
        expect(parsed.slug).toMatch(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/);
        expect(parsed.slug.length).toBeGreaterThanOrEqual(3);
        expect(parsed.slug.length).toBeLessThanOrEqual(30);
        expect(parse(parsed.slug)).toBe(parsed.slug);
      }),
      { numRuns: 2_000 },
    );
  });

  it('takes a long text in time that grows with its length', () => {
    const started = performance.now();

    parse(`${'a-'.repeat(100_000)}!`);

    expect(performance.now() - started).toBeLessThan(5_000);
  });
});

describe('slugFrom()', () => {
  it.each([
    ['Acme Ltd', 'acme-ltd'],
    ['Bücher & Söhne GmbH', 'bucher-sohne-gmbh'],
    ['  3M  ', 'm'],
    ['---', ''],
    ['日本', ''],
    ['\u212aelvin', 'kelvin'],
    ['A.B.C.', 'a-b-c'],
    ['Kube', ''],
    ['Kube Kube-3 Corp', 'corp'],
    ['Kubernetes Ltd', 'kubernetes-ltd'],
  ])('makes of %j the candidate %j', (organization, slug) => {
    expect(slugFrom(organization, 20)).toBe(slug);
  });

  it('makes what is still no reserved name with a suffix', () => {
    const words = fc.array(fc.constantFrom('kube', 'Kube', '-', ' ', '3', 'x'), { maxLength: 8 });
    fc.assert(
      fc.property(words, fc.integer({ min: 1, max: 20 }), (given, max) => {
        expect(`${slugFrom(given.join(''), max)}-0a1b2c`).not.toMatch(/^kube-/);
      }),
    );
  });

  it('makes nothing or a DNS label within the limit, whatever is given', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        fc.integer({ min: 1, max: 40 }),
        (given, max) => {
          expect(slugFrom(given, max)).toMatch(/^([a-z][a-z0-9]*(-[a-z0-9]+)*)?$/);
          expect(slugFrom(given, max).length).toBeLessThanOrEqual(max);
        },
      ),
    );
  });
});
