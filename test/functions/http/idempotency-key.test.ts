import { describe, expect, it } from 'vitest';
import { anonymous } from '../../../functions/http/authenticate.ts';
import { idempotencyOf, type KeyedRequest } from '../../../functions/http/idempotency-key.ts';

const request: KeyedRequest = {
  principal: anonymous,
  method: 'POST',
  path: '/tenants',
  key: 'key-1',
  ifMatch: undefined,
  query: {},
  body: { a: 1, b: 2 },
};

describe('idempotencyOf()', () => {
  it('is undefined without a key', () => {
    expect(idempotencyOf({ ...request, key: undefined })).toBeUndefined();
  });

  it('is the same for the same request with its members in another order', () => {
    expect(idempotencyOf({ ...request, body: { b: 2, a: 1 } })).toEqual(idempotencyOf(request));
  });

  it.each([
    ['organization', { principal: { ...anonymous, organization_id: 'other' } }],
    ['caller', { principal: { ...anonymous, id: 'other' } }],
    ['method', { method: 'DELETE' }],
    ['path', { path: '/tenants/1/retry' }],
    ['key', { key: 'key-2' }],
  ])('has another id for another %s', (_name, change) => {
    expect(idempotencyOf({ ...request, ...change })?.id).not.toBe(idempotencyOf(request)?.id);
  });

  it.each([
    ['body', { body: { a: 1 } }],
    ['If-Match', { ifMatch: '"1"' }],
    ['query', { query: { plan_id: 'a' } }],
  ])('has another fingerprint but the same id for another %s', (_name, change) => {
    const [first, other] = [idempotencyOf(request), idempotencyOf({ ...request, ...change })];

    expect(other?.id).toBe(first?.id);
    expect(other?.fingerprint).not.toBe(first?.fingerprint);
  });

  it.each(['', 'é', 'a\nb', 'x'.repeat(256)])('refuses the key %j', (key) => {
    expect(() => idempotencyOf({ ...request, key })).toThrow(
      expect.objectContaining({ code: 'invalid_idempotency_key' }),
    );
  });

  it('accepts a key of 255 characters', () => {
    expect(idempotencyOf({ ...request, key: 'x'.repeat(255) })?.id).toMatch(/^[0-9a-f]{64}$/);
  });
});
