import { describe, expect, it } from 'vitest';
import { textAssignments, withAssignments } from '../../cli/parse-assignments.ts';
import { UsageError } from '../../cli/usage-error.ts';

const option = { option: 'set', command: 'create' };

describe('withAssignments()', () => {
  it.each([
    ['email=a@b.c', { email: 'a@b.c' }],
    ['count=3', { count: '3' }],
    ['count:=3', { count: 3 }],
    ['apps:=["a","b"]', { apps: ['a', 'b'] }],
    ['empty=', { empty: '' }],
    ['query=a=b', { query: 'a=b' }],
    ['time=12:=30', { time: '12:=30' }],
    ['image.tag=v1', { image: { tag: 'v1' } }],
    ['host\\.name=x', { 'host.name': 'x' }],
  ])('returns %s as %j', (assignment, values) => {
    expect(withAssignments({}, [assignment], option)).toEqual(values);
  });

  it('sets members of what is there and lets the last one win', () => {
    const base = { image: { repository: 'r', tag: 'v1' }, on: true };

    const values = withAssignments(base, ['image.tag=v2', 'on=no', 'on:=false'], option);

    expect(values).toEqual({ image: { repository: 'r', tag: 'v2' }, on: false });
    expect(base.image.tag).toBe('v1');
  });

  it('puts an object in the place of a text on its way', () => {
    expect(withAssignments({ a: 'x' }, ['a.b=y'], option)).toEqual({ a: { b: 'y' } });
  });

  it('makes a member of its own of a key that is special in JavaScript', () => {
    const values = withAssignments({}, ['__proto__.polluted=x'], option);

    expect(Object.keys(values)).toEqual(['__proto__']);
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });

  it.each(['email', '=x', ':=1', 'a..b=1', '.a=1', 'a.=1', 'n:=', 'n:={'])(
    'throws a usage error for %s',
    (assignment) => {
      expect(() => withAssignments({}, [assignment], option)).toThrow(UsageError);
    },
  );
});

describe('textAssignments()', () => {
  it('keeps dots and slashes as parts of the key', () => {
    const labels = textAssignments(['example.com/team=a', 'x=1'], option);

    expect(labels).toEqual({ 'example.com/team': 'a', x: '1' });
  });

  it('throws a usage error without a key', () => {
    expect(() => textAssignments(['=x'], option)).toThrow(UsageError);
  });
});
