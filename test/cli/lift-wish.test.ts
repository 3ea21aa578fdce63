import { describe, expect, it } from 'vitest';
import { liftWish } from '../../cli/lift-wish.ts';

const rule = {
  fields: ['slug', 'tier', 'organization', 'tenantId'],
  isParam: () => false,
  name: 'values.yaml',
} as const;

describe('liftWish()', () => {
  it.each([
    [{ slug: 'acme', x: 1 }],
    [{ subdomain: 'acme', x: 1 }],
    [{ tenantSubdomain: 'acme', x: 1 }],
    [{ tenant: { orgSlug: 'acme' }, x: 1 }],
  ])('takes the slug out of %j', (values) => {
    expect(liftWish(values, rule)).toEqual({ slug: 'acme', params: { x: 1 } });
  });

  it('takes every field it is asked for and leaves the rest of an object', () => {
    const tenant = { id: '3f2b', orgSlug: 'acme', userId: 'u' };

    const lifted = liftWish({ tenant, tier: 'pro', organization: 'Acme Ltd' }, rule);

    expect(lifted).toEqual({
      slug: 'acme',
      tier: 'pro',
      organization: 'Acme Ltd',
      tenantId: '3f2b',
      params: { tenant: { userId: 'u' } },
    });
  });

  it('leaves what it is not asked for', () => {
    const values = { tenant: { id: '3f2b' } };

    expect(liftWish(values, { ...rule, fields: ['slug'] })).toEqual({ params: values });
  });

  it('counts a param of the product and leaves it in place', () => {
    const values = { tenantSubdomain: 'acme', tier: 'pro' };

    const lifted = liftWish(values, { ...rule, isParam: (name) => name === 'tenantSubdomain' });

    expect(lifted).toEqual({ slug: 'acme', tier: 'pro', params: { tenantSubdomain: 'acme' } });
  });

  it('takes what is given over what the values say, in every place of it', () => {
    const values = { slug: 'acme', tenant: { orgSlug: 'other', userId: 'u' } };
    const given = { slug: 'riley', tier: undefined };

    const lifted = liftWish(values, { ...rule, given, isParam: (name) => name === 'tenant' });

    expect(lifted).toEqual({
      slug: 'riley',
      params: { tenant: { orgSlug: 'riley', userId: 'u' } },
    });
  });

  it('takes the same slug said twice', () => {
    expect(liftWish({ slug: 'acme', subdomain: 'acme' }, rule)).toEqual({
      slug: 'acme',
      params: {},
    });
  });

  it('throws every place that differs or is no text', () => {
    const values = { slug: 'acme', subdomain: 'other', tier: 3 };

    expect(() => liftWish(values, rule)).toThrow(
      expect.objectContaining({
        code: 'invalid_values',
        errors: [
          expect.objectContaining({ pointer: '/subdomain', code: 'ambiguous' }),
          expect.objectContaining({ pointer: '/tier', code: 'wrong_type' }),
        ],
      }),
    );
  });
});
