import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { billingBodies, stripeDoor } from '../../../functions/billing/stripe-door.ts';
import { createHttpServer } from '../../../functions/http/create-http-server.ts';
import { httpLimits } from '../../../functions/http/http-limits.ts';
import { problemResponse } from '../../../functions/http/problem.ts';
import { createStripeVerifier } from '../../../shared/adapters/stripe/create-stripe-verifier.ts';
import { aStripeEvent } from '../../builders/a-stripe-event.ts';
import { createApiWorld } from '../../fakes/api-world.ts';
import { aBilledTenant, type BilledTenant } from '../../fakes/billed-tenant.ts';
import { createSilentLogger } from '../../fakes/silent-logger.ts';
import { stripeHeaders, webhookSecret } from '../../fakes/stripe-sender.ts';

let billed: BilledTenant;

beforeEach(async () => {
  billed = await aBilledTenant();
});
afterEach(() => billed.api.close());

const refused = { status: 400, json: { code: 'invalid_signature' } };
const nowS = () => Math.floor(Date.now() / 1000);

describe('POST /billing/stripe', () => {
  it('suspends a tenant that nobody pays for, and says who asked and why', async () => {
    const answer = await billed.stripe({ id: 'evt_7', status: 'unpaid' });
    const tenant = await billed.settled();

    expect(answer).toMatchObject({ status: 200, json: { outcome: 'done', asked: 'suspend' } });
    expect(tenant).toMatchObject({
      status: 'suspended',
      suspension: { reason: 'billing: unpaid' },
    });
    const { json } = await billed.api.call(`GET /tenants/${billed.id}/events`);
    expect(json.events).toContainEqual(
      expect.objectContaining({
        ...{ type: 'operation.suspend', actor: 'billing', request_id: 'evt_7' },
        message: 'Asked to suspend: billing: unpaid',
      }),
    );
  });

  it('brings the tenant back with the tier that is paid for, delivery by delivery', async () => {
    await billed.stripe({ status: 'unpaid' });
    await billed.settled();

    const paid = { id: 'evt_2', created: 1_767_268_900, tiers: ['agency'] };
    const first = await billed.stripe(paid);
    const meanwhile = await billed.tenant();
    const early = await billed.stripe(paid);
    await billed.settled();
    const second = await billed.stripe(paid);
    const after = await billed.settled();
    const late = await billed.stripe(paid);

    expect(first).toMatchObject({ status: 503, json: { code: 'operation_running' } });
    expect(first.headers.get('retry-after')).toBe('60');
    expect(meanwhile).toMatchObject({ status: 'resuming', tier: 'free' });
    expect(early.status).toBe(503);
    expect(second).toMatchObject({ status: 200, json: { asked: 'update' } });
    expect(after).toMatchObject({ status: 'active', tier: 'agency', suspension: null });
    expect(late).toMatchObject({ status: 200, json: { outcome: 'ignored', why: 'repeated' } });
    expect(await billed.operations()).toEqual(['create', 'suspend', 'resume', 'update']);
  });

  it('finds the tenant by product and slug', async () => {
    await billed.stripe({
      status: 'canceled',
      metadata: { product: 'frappe', tenant_slug: 'acme' },
    });

    expect((await billed.settled()).status).toBe('suspended');
  });

  it('asks once for an event that comes ten times at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 10 }, async () => await billed.stripe({ status: 'unpaid' })),
    );

    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(answers.filter(({ json }) => json.asked === 'suspend')).toHaveLength(1);
    expect(await billed.operations()).toEqual(['create', 'suspend']);
  });

  it('asks again for what could not be asked while an operation ran', async () => {
    await billed.api.call(`POST /tenants/${billed.id}/upgrade`, { body: { version: '2.0.0' } });
    await billed.api.call(`PATCH /tenants/${billed.id}`, {
      ...{ body: { params: { greeting: 'moin' } }, headers: { 'if-match': '*' } },
    });

    const refusal = await billed.stripe({ status: 'unpaid' });
    await billed.settled();
    const again = await billed.stripe({ status: 'unpaid' });

    expect(refusal.status).toBe(503);
    expect(refusal.headers.get('retry-after')).toBe('60');
    expect(again).toMatchObject({ status: 200, json: { asked: 'suspend' } });
    expect((await billed.settled()).status).toBe('suspended');
  });

  it('does not resume again what a person has stopped from being resumed', async () => {
    await billed.stripe({ status: 'unpaid' });
    await billed.settled();
    await billed.stripe({ id: 'evt_2', created: 1_767_268_900, tiers: ['free'] });
    await billed.api.call(`POST /tenants/${billed.id}/cancel`, { body: {} });

    const answer = await billed.stripe({ id: 'evt_3', created: 1_767_268_950, tiers: ['free'] });

    expect(answer).toMatchObject({ status: 200, json: { asked: 'nothing' } });
    expect((await billed.settled()).status).toBe('suspended');
  });

  it('takes an event while the former secret is still in use', async () => {
    const api = await createApiWorld({
      STRIPE_WEBHOOK_SECRET: `whsec_newer-one, ${webhookSecret}`,
    });
    const body = JSON.stringify(aStripeEvent());

    const answer = await api.call('POST /billing/stripe', { body, headers: stripeHeaders(body) });
    api.close();

    expect(answer.status).toBe(200);
  });
});

describe('a caller of POST /billing/stripe', () => {
  it('is refused without a word of why when the signature is missing', async () => {
    const answer = await billed.send(JSON.stringify(aStripeEvent()));

    expect(answer).toMatchObject(refused);
    expect(answer.json.detail).toBe('What was wrong is in the log of the function');
  });

  it.each([
    ['another secret', { secret: 'whsec_of-somebody' }],
    ['an old signature', { timestamp: nowS() - 400 }],
  ])('is refused with %s, and nothing happens', async (_name, signing) => {
    const answer = await billed.stripe({ status: 'unpaid' }, signing);

    expect(answer).toMatchObject(refused);
    expect(await billed.operations()).toEqual(['create']);
  });

  it('is refused with a body that was changed on its way', async () => {
    const body = JSON.stringify(aStripeEvent({ metadata: { tenant_id: billed.id } }));
    const changed = body.replace('"active"', '"unpaid"');

    const answer = await billed.send(changed, stripeHeaders(body));

    expect(answer).toMatchObject(refused);
    expect(await billed.operations()).toEqual(['create']);
  });

  it('may write its JSON as it likes: the bytes count', async () => {
    const body = JSON.stringify(aStripeEvent({ metadata: { tenant_id: billed.id } }), null, 3);

    const answer = await billed.send(body, stripeHeaders(body));

    expect(answer.status).toBe(200);
  });

  it.each([
    ['no JSON', 'invalid', 'malformed_json'],
    ['no event', '[]', 'invalid_event'],
    [
      'no subscription',
      JSON.stringify({ id: 'evt_1', type: 'customer.subscription.updated', created: 1, data: {} }),
      'invalid_event',
    ],
  ])('is told when a signed body is %s', async (_name, body, code) => {
    const answer = await billed.send(body, stripeHeaders(body));

    expect(answer).toMatchObject({ status: 400, json: { code } });
  });

  it.each(['invoice.paid', 'customer.subscription.trial_will_end', 'charge.failed'])(
    'is thanked for %s, and nothing happens',
    async (type) => {
      const answer = await billed.stripe({ type, status: 'unpaid' });

      expect(answer).toMatchObject({ status: 200, json: { outcome: 'ignored' } });
      expect(await billed.operations()).toEqual(['create']);
    },
  );

  it('finds nobody there without a signing secret', async () => {
    const api = await createApiWorld();

    const answer = await api.call('POST /billing/stripe', { body: '{}' });
    api.close();

    expect(answer).toMatchObject({ status: 404, json: { code: 'route_not_found' } });
  });
});

describe('billingBodies', () => {
  async function statusOf(length: number): Promise<number> {
    const { ports } = billed.api.engine;
    const clock = { now: Date.now };
    const verify = createStripeVerifier({ secrets: [webhookSecret], clock });
    const door = stripeDoor({ ...ports, newId: () => 'never', verify });
    const server = createHttpServer(
      async (request, { refusal }) =>
        refusal === undefined ? await door.open(request, 'r-1') : problemResponse(refusal, 'r-1'),
      { ...httpLimits, largeBodies: billingBodies },
    );
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const event = JSON.stringify(aStripeEvent({ type: 'invoice.paid' }));
    const body = event.padEnd(length);
    const request = { method: 'POST', body, headers: stripeHeaders(body) };
    const { status } = await fetch(`http://127.0.0.1:${port}/billing/stripe`, request);
    server.close().closeAllConnections();
    return status;
  }

  it.each([
    [200, 256 * 1024],
    [413, 256 * 1024 + 1],
  ])('has %i for %i bytes', async (status, length) => {
    expect(await statusOf(length)).toBe(status);
  });
});

describe('the log of POST /billing/stripe', () => {
  function aDoor() {
    const logger = createSilentLogger();
    const verify = async () => undefined;
    const { ports } = billed.api.engine;
    const door = stripeDoor({ ...ports, newId: () => crypto.randomUUID(), verify, logger });
    const open = async (event: object) => {
      const body = JSON.stringify(event);
      return await door.open(new Request('http://localhost', { method: 'POST', body }), 'r-1');
    };
    return { open, logger };
  }

  it.each([
    ['Missing the tier of a price', { tiers: [undefined] }],
    ['Missing the tier of a price', { tiers: ['gold'] }],
    ['Missing the tenant of a payer', { metadata: { tenant_id: 'nobody' } }],
    ['Answering a billing event', { status: 'past_due' }],
  ])('says: %s', async (message, facts) => {
    const { open, logger } = aDoor();

    await open(aStripeEvent({ metadata: { tenant_id: billed.id }, ...facts }));

    expect(logger.lines).toEqual([
      { message, fields: expect.objectContaining({ event_id: 'evt_1', subscription_id: 'sub_1' }) },
    ]);
  });

  it('says what waits for which tenant', async () => {
    const { open, logger } = aDoor();
    await billed.api.engine.delete(billed.id);

    await open(aStripeEvent({ metadata: { tenant_id: billed.id } }));

    expect(logger.lines).toMatchObject([
      { message: 'Missing the tenant of a payer', fields: { why: 'tenant_deleted' } },
    ]);
  });
});
