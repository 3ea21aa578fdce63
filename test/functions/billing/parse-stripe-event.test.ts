import { describe, expect, it } from 'vitest';
import { parseStripeEvent } from '../../../functions/billing/parse-stripe-event.ts';
import { aStripeEvent } from '../../builders/a-stripe-event.ts';

function parse(event: unknown) {
  return parseStripeEvent(Buffer.from(JSON.stringify(event)));
}

const tenantId = '11111111-1111-4111-8111-111111111111';

describe('parseStripeEvent()', () => {
  it('reads what an event says of a subscription', () => {
    const event = parse(aStripeEvent({ metadata: { tenant_id: tenantId }, tiers: ['pro'] }));

    expect(event).toEqual({
      id: 'evt_1',
      at: '2026-01-01T12:00:10.000Z',
      subscription: {
        ...{ id: 'sub_1', status: 'active', beganAt: '2026-01-01T12:00:00.000Z' },
        ...{ tenant: { kind: 'id', id: tenantId }, prices: ['price_0'], tiers: ['pro'] },
      },
    });
  });

  it.each(['created', 'updated', 'deleted', 'paused', 'resumed'])('takes %s', (name) => {
    const event = parse(aStripeEvent({ type: `customer.subscription.${name}` }));

    expect(event).toMatchObject({ id: 'evt_1' });
  });

  it.each(['invoice.paid', 'customer.subscription.trial_will_end', 'v2.core.event', ''])(
    'does not care for %j',
    (type) => {
      expect(parse({ id: 'evt_1', type })).toBeUndefined();
    },
  );

  it('names each tier once, and leaves out prices that name none', () => {
    const event = parse(aStripeEvent({ tiers: ['pro', undefined, 'pro', 'agency'] }));

    expect(event?.subscription.tiers).toEqual(['pro', 'agency']);
  });

  it.each([
    [{}, { kind: 'none' }],
    [{ tenant_id: 'acme' }, { kind: 'unreadable' }],
    [{ tenant_id: tenantId.toUpperCase().replace('1', 'G') }, { kind: 'unreadable' }],
    [{ tenant_slug: 'acme' }, { kind: 'unreadable' }],
    [{ tenant_slug: 'a/b', product: 'frappe' }, { kind: 'unreadable' }],
    [{ tenant_slug: 'acme', product: 'x:y' }, { kind: 'unreadable' }],
    [
      { tenant_slug: 'acme', product: 'frappe' },
      { kind: 'slug', product: 'frappe', slug: 'acme', organizationId: 'default' },
    ],
    [
      { tenant_slug: 'acme', product: 'frappe', organization_id: 'riley' },
      { kind: 'slug', product: 'frappe', slug: 'acme', organizationId: 'riley' },
    ],
  ])('reads the metadata %j', (metadata, tenant) => {
    expect(parse(aStripeEvent({ metadata }))?.subscription.tenant).toEqual(tenant);
  });

  it.each([-1, 1.5, 253_402_300_800, '2026'])('refuses %j as a time', (created) => {
    expect(() => parse({ ...aStripeEvent(), created })).toThrow('look at created');
  });

  it.each([null, [], 'text', { id: 'evt_1' }, { ...aStripeEvent(), data: null }])(
    'refuses %j',
    (event) => {
      expect(() => parse(event)).toThrow(expect.objectContaining({ code: 'invalid_event' }));
    },
  );

  it('does not quote the event', () => {
    expect(() => parse({ ...aStripeEvent(), created: 'secret-1' })).not.toThrow('secret-1');
  });
});
