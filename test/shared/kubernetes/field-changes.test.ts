import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fieldChanges } from '../../../shared/kubernetes/field-changes.ts';

const container = (members: object) => ({ containers: [{ name: 'web', ...members }] });

describe('fieldChanges()', () => {
  it('names a field that is new, gone or another, in the order of paths', () => {
    expect(fieldChanges({ a: 1, b: { c: 'x' } }, { b: { c: 'y' }, d: [1] })).toEqual([
      { path: '/a', from: 1, to: null },
      { path: '/b/c', from: 'x', to: 'y' },
      { path: '/d', from: null, to: [1] },
    ]);
  });

  it('escapes members as RFC 6901 says', () => {
    const [change] = fieldChanges({ 'a/b~c': 1 }, { 'a/b~c': 2 });

    expect(change?.path).toBe('/a~1b~0c');
  });

  it('matches containers, variables and mounts by their keys, wherever they stand', () => {
    const env = (value: string) => ({ name: 'LOG', value });
    const have = { containers: [{ name: 'web', env: [env('a')] }] };
    const want = { containers: [{ name: 'log' }, { name: 'web', env: [env('b')] }] };

    expect(fieldChanges(have, want)).toEqual([
      { path: '/containers/name=log', from: null, to: { name: 'log' } },
      { path: '/containers/name=web/env/name=LOG/value', from: 'a', to: 'b' },
    ]);
    expect(
      fieldChanges(
        container({ volumeMounts: [{ name: 'v', mountPath: '/a' }] }),
        container({ volumeMounts: [{ name: 'w', mountPath: '/a' }] }),
      ),
    ).toEqual([
      { path: '/containers/name=web/volumeMounts/mountPath=~1a/name', from: 'v', to: 'w' },
    ]);
  });

  it('tells ports of one number apart by protocol, and fills in TCP', () => {
    const have = {
      ports: [
        { port: 53, name: 'a' },
        { port: 53, protocol: 'UDP', name: 'b' },
      ],
    };
    const want = {
      ports: [
        { port: 53, protocol: 'TCP', name: 'a' },
        { port: 53, protocol: 'UDP', name: 'c' },
      ],
    };

    expect(fieldChanges(have, want).map(({ path }) => path)).toEqual([
      '/ports/port=53/protocol',
      '/ports/port=53,protocol=UDP/name',
    ]);
  });

  it('shows another order of the same items, once', () => {
    const list = (...names: readonly string[]) => ({
      initContainers: names.map((name) => ({ name })),
    });

    expect(fieldChanges(list('a', 'b'), list('b', 'a'))).toEqual([
      { path: '/initContainers', from: ['name=a', 'name=b'], to: ['name=b', 'name=a'] },
    ]);
    expect(fieldChanges(list('a', 'b'), list('b'))).toHaveLength(1);
  });

  it('takes a list without keys, or with a key twice, as one value', () => {
    expect(fieldChanges({ args: ['a'] }, { args: ['a', 'b'] })).toEqual([
      { path: '/args', from: ['a'], to: ['a', 'b'] },
    ]);
    const twice = {
      env: [
        { name: 'A', value: '1' },
        { name: 'A', value: '2' },
      ],
    };
    expect(fieldChanges(twice, { env: [] })).toHaveLength(1);
  });

  it.each([
    ['1Gi', '1024Mi'],
    ['1000m', '1'],
    ['1000m', 1],
    ['0.5', '500m'],
    ['1e3', '1k'],
    ['100n', '0.1u'],
    ['1.5Gi', '1536Mi'],
    ['.5', '500m'],
    ['-1', '-1000m'],
  ])('takes the quantities %s and %s for the same', (have, want) => {
    const limits = (cpu: unknown) => ({ resources: { limits: { cpu } } });

    expect(fieldChanges(limits(have), limits(want))).toEqual([]);
  });

  it.each([
    ['1Gi', '1G'],
    ['1', '1m'],
    ['1', '-1'],
    ['', '0'],
    ['x', 'y'],
    ['1e99', '1e98'],
  ])('takes the quantities %s and %s for different ones', (have, want) => {
    expect(fieldChanges({ requests: { cpu: have } }, { requests: { cpu: want } })).toHaveLength(1);
  });

  it('compares as texts what only looks like a quantity', () => {
    expect(fieldChanges({ env: { value: '1000m' } }, { env: { value: '1' } })).toHaveLength(1);
  });

  it('takes a number and the same number as text for the same where both may stand', () => {
    expect(fieldChanges({ targetPort: 80 }, { targetPort: '80' })).toEqual([]);
    expect(fieldChanges({ maxSurge: 1 }, { maxSurge: '25%' })).toHaveLength(1);
    expect(fieldChanges({ value: 80 }, { value: '80' })).toHaveLength(1);
  });

  it('takes null for absent', () => {
    expect(fieldChanges({ a: null }, {})).toEqual([]);
    expect(fieldChanges(undefined, null)).toEqual([]);
  });

  it('finds nothing between a value and itself, and the same places both ways', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
        expect(fieldChanges(a, structuredClone(a))).toEqual([]);
        const there = fieldChanges(a, b);
        const back = fieldChanges(b, a);
        expect(back.map(({ path, from, to }) => ({ path, from: to, to: from }))).toEqual(there);
      }),
    );
  });
});
