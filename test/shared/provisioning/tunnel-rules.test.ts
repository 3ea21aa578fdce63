import { describe, expect, it } from 'vitest';
import { foreignRule, tunnelRulesAfter } from '../../../shared/provisioning/tunnel-rules.ts';

const catchAll = { service: 'http_status:404' };
const service = 'https://ingress.example:443';
const originRequest = { noTLSVerify: true };
const acme = { hostname: 'acme.example.com', service, originRequest };
const other = { hostname: 'other.example.com', service, originRequest };
const wildcard = { hostname: '*.example.com', service: 'http://front.example' };

const wanted = (entry: typeof acme) => ({ is_wanted: true, entry });
const unwanted = (entry: typeof acme) => ({ is_wanted: false, entry });

describe('tunnelRulesAfter()', () => {
  it('adds a rule before the catch-all and after those of other hosts', () => {
    const rules = tunnelRulesAfter([other, catchAll], [wanted(acme)]);

    expect(rules).toEqual([other, acme, catchAll]);
  });

  it.each([
    [[wildcard, catchAll]],
    [[{ ...wildcard, hostname: '*.COM' }, catchAll]],
    [[{ ...wildcard, hostname: '*' }, catchAll]],
    [[{ ...wildcard, hostname: '' }]],
  ])('adds a rule before the first one that would catch the host: %j', (before) => {
    expect(tunnelRulesAfter(before, [wanted(acme)])).toEqual([acme, ...before]);
  });

  it.each([
    [{ ...wildcard, hostname: '*.other.com' }],
    [{ ...wildcard, path: '/metrics' }],
    [{ service: 'http://front.example', path: '/metrics' }],
  ])('leaves %j where it is, which catches other requests', (first) => {
    expect(tunnelRulesAfter([first, catchAll], [wanted(acme)])).toEqual([first, acme, catchAll]);
  });

  it('gives a tunnel that nobody has configured a catch-all', () => {
    expect(tunnelRulesAfter([], [wanted(acme)])).toEqual([acme, catchAll]);
  });

  it.each([
    [[acme, catchAll], wanted(acme)],
    [[{ ...acme, hostname: 'ACME.example.com' }, catchAll], wanted(acme)],
    [[acme, wildcard, catchAll], wanted(acme)],
    [[other, catchAll], unwanted(acme)],
    [[], unwanted(acme)],
    [[{ ...acme, service: 'http://elsewhere' }, catchAll], wanted(acme)],
    [[{ ...acme, service: 'http://elsewhere' }, catchAll], unwanted(acme)],
  ])('returns the same array when there is nothing to do: %j', (rules, edit) => {
    expect(tunnelRulesAfter(rules, [edit])).toBe(rules);
  });

  it('mends a rule and keeps what an operator has set beside', () => {
    const operators = { originRequest: { connectTimeout: 9, noTLSVerify: false }, note: 'x' };
    const rules = tunnelRulesAfter([{ ...acme, ...operators }, catchAll], [wanted(acme)]);

    const mended = { connectTimeout: 9, noTLSVerify: true };
    expect(rules).toEqual([{ ...acme, note: 'x', originRequest: mended }, catchAll]);
  });

  it('moves a rule that no request reaches', () => {
    const rules = tunnelRulesAfter([wildcard, acme, catchAll], [wanted(acme)]);

    expect(rules).toEqual([acme, wildcard, catchAll]);
  });

  it('makes one rule of two', () => {
    expect(tunnelRulesAfter([acme, acme, catchAll], [wanted(acme)])).toEqual([acme, catchAll]);
  });

  it('removes every rule that leads the whole host to the service, and no other', () => {
    const elsewhere = { ...acme, service: 'http://elsewhere' };
    const partly = { ...acme, path: '/api' };
    const before = [acme, partly, acme, elsewhere, other, catchAll];
    const left = [partly, elsewhere, other, catchAll];

    expect(tunnelRulesAfter(before, [unwanted(acme)])).toEqual(left);
  });

  it('makes all edits, and leaves out one that somebody else stands against', () => {
    const taken = { ...other, service: 'http://elsewhere' };
    const third = { ...acme, hostname: 'third.example.com' };
    const edits = [wanted(other), wanted(third), unwanted(acme)];

    expect(tunnelRulesAfter([acme, taken, catchAll], edits)).toEqual([taken, third, catchAll]);
  });

  it('comes to the same when it is done twice', () => {
    const edits = [wanted(other), wanted(acme), unwanted({ ...acme, hostname: 'gone' })];
    const once = tunnelRulesAfter([wildcard, acme, catchAll], edits);

    expect(tunnelRulesAfter(once, edits)).toBe(once);
  });
});

describe('foreignRule()', () => {
  const elsewhere = { hostname: 'Acme.example.com', service: 'http://elsewhere' };

  it.each([
    [[elsewhere, catchAll], elsewhere],
    [[acme, { ...elsewhere, path: '/api' }, catchAll], { ...elsewhere, path: '/api' }],
    [[acme, wildcard, catchAll], undefined],
    [[], undefined],
  ])('finds in %j what leads the host elsewhere', (rules, found) => {
    expect(foreignRule(rules, acme)).toEqual(found);
  });
});
