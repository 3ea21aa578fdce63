import { describe, expect, it } from 'vitest';
import { createCursorCodec } from '../../../functions/http/cursor.ts';

const codec = createCursorCodec('k'.repeat(32));
const start = { value: '2026-01-01T00:00:00.000Z', id: 'a' };
const scope = ['tenants', 'org-1', 'key-1', { sort: 'slug' }];

describe('createCursorCodec()', () => {
  it('gives back the start that was encoded', () => {
    const cursor = codec.encode(start, scope);

    expect(codec.decode(cursor, scope)).toEqual(start);
  });

  it.each([
    ['another caller', ['tenants', 'org-1', 'key-2', { sort: 'slug' }]],
    ['another organization', ['tenants', 'org-2', 'key-1', { sort: 'slug' }]],
    ['another order', ['tenants', 'org-1', 'key-1', { sort: 'created_at' }]],
    ['another list', ['events', 'org-1', 'key-1', { sort: 'slug' }]],
  ])('refuses the cursor of %s', (_name, other) => {
    const cursor = codec.encode(start, other);

    expect(() => codec.decode(cursor, scope)).toThrow(
      expect.objectContaining({ code: 'invalid_cursor' }),
    );
  });

  it('refuses a cursor that another key signed', () => {
    const cursor = createCursorCodec('x'.repeat(32)).encode(start, scope);

    expect(() => codec.decode(cursor, scope)).toThrow(
      expect.objectContaining({ code: 'invalid_cursor' }),
    );
  });

  it('refuses a cursor whose payload was changed', () => {
    const [, signature] = codec.encode(start, scope).split('.');
    const payload = Buffer.from(JSON.stringify({ ...start, id: 'b' })).toString('base64url');

    expect(() => codec.decode(`${payload}.${signature}`, scope)).toThrow(
      expect.objectContaining({ code: 'invalid_cursor' }),
    );
  });

  it.each(['', '.', 'a', 'a.b', 'é.b', `${'a'.repeat(2000)}.${'b'.repeat(43)}`])(
    'refuses %j',
    (cursor) => {
      expect(() => codec.decode(cursor, scope)).toThrow(
        expect.objectContaining({ code: 'invalid_cursor' }),
      );
    },
  );
});
