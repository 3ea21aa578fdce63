import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aLifecycleProduct } from '../../builders/a-lifecycle-product.ts';
import { type ApiWorld, aNewTenant, createApiWorld } from '../../fakes/api-world.ts';

let api: ApiWorld;
let id: string;

const minuteMs = 60_000;

beforeEach(async () => {
  api = await createApiWorld({ CURSOR_KEY: 'k'.repeat(32) }, aLifecycleProduct());
  id = (await api.call('POST /tenants', { body: aNewTenant() })).json.id;
  await api.engine.settle(id);
});

afterEach(() => api.close());

async function change(body: object): Promise<void> {
  api.engine.clock.advance(minuteMs);
  await api.call(`PATCH /tenants/${id}`, { headers: { 'if-match': '*' }, body });
  await api.engine.settle(id);
  api.engine.clock.advance(minuteMs);
}

const now = () => new Date(api.engine.clock.now()).toISOString();

describe('GET /tenants/{id}/revisions', () => {
  it('lists what the tenant was made of, oldest first, page by page', async () => {
    await change({ tier: 'pro' });
    await change({ params: { greeting: 'good day' } });

    const first = await api.call(`GET /tenants/${id}/revisions?limit=2`);
    const { next_cursor } = first.json;
    const rest = await api.call(`GET /tenants/${id}/revisions?limit=2&cursor=${next_cursor}`);

    const all = [...first.json.revisions, ...rest.json.revisions];
    expect(all.map(({ number }) => number)).toEqual([1, 2, 3]);
    expect(all.map(({ tier }) => tier)).toEqual(['free', 'pro', 'pro']);
    expect(all.map(({ is_good, is_current }) => [is_good, is_current])).toEqual([
      [true, false],
      [true, false],
      [true, true],
    ]);
    expect(rest.json.next_cursor).toBeNull();
    expect(all[1]).toMatchObject({
      ...{ reason: 'update', actor: expect.any(String), at: expect.any(String) },
      params: { greeting: 'hello' },
      blueprint: { name: 'frappe', version: '2.0.0' },
    });
    expect(all[1]).not.toHaveProperty('schema');
  });

  it('does not tell a foreign tenant from none', async () => {
    const none = await api.call('GET /tenants/00000000-0000-4000-8000-000000000000/revisions');

    expect(none).toMatchObject({ status: 404, json: { code: 'tenant_not_found' } });
  });
});

describe('GET /tenants/{id}/revisions/{number}', () => {
  it('shows one revision, alone or beside another', async () => {
    await change({ params: { greeting: 'good day' } });

    const alone = await api.call(`GET /tenants/${id}/revisions/2`);
    const beside = await api.call(`GET /tenants/${id}/revisions/2?compare=1`);
    const same = await api.call(`GET /tenants/${id}/revisions/2?compare=2`);

    expect(alone.json).toMatchObject({ number: 2, is_current: true, comparison: null });
    expect(beside.json.comparison).toEqual({
      with: 1,
      changes: [{ path: '/params/greeting', from: 'hello', to: 'good day' }],
    });
    expect(same.json.comparison).toEqual({ with: 2, changes: [] });
  });

  it.each(['9', '0', '1.5', '-1', 'last', '1e0', '99999999999999999999'])(
    'finds no revision %s',
    async (number) => {
      const answer = await api.call(`GET /tenants/${id}/revisions/${number}`);

      expect(answer).toMatchObject({ status: 404, json: { code: 'revision_not_found' } });
    },
  );

  it('finds nothing to compare with a revision that there is not', async () => {
    const none = await api.call(`GET /tenants/${id}/revisions/1?compare=9`);
    const odd = await api.call(`GET /tenants/${id}/revisions/1?compare=last`);

    expect(none).toMatchObject({ status: 404, json: { code: 'revision_not_found' } });
    expect(odd).toMatchObject({ status: 422, json: { code: 'invalid_input' } });
  });
});

describe('GET /tenants/{id}?at=', () => {
  it('shows the revision in force then, and the status that events tell', async () => {
    const whenNew = now();
    await change({ params: { greeting: 'good day' } });
    const whenGreeting = now();
    api.engine.clock.advance(minuteMs);
    await api.call(`POST /tenants/${id}/suspend`, { body: { reason: 'unpaid' } });
    const whenSuspending = now();
    api.engine.clock.advance(minuteMs);
    await api.engine.settle(id);

    const at = async (time: string) => (await api.call(`GET /tenants/${id}?at=${time}`)).json;

    expect(await at(whenNew)).toMatchObject({
      ...{ id, at: whenNew, status: 'active' },
      revision: { number: 1, params: { greeting: 'hello' } },
      last_event: { type: 'operation.succeeded' },
    });
    expect(await at(whenGreeting)).toMatchObject({
      status: 'active',
      revision: { number: 2, params: { greeting: 'good day' } },
    });
    expect(await at(whenSuspending)).toMatchObject({
      status: 'suspending',
      revision: { number: 2 },
    });
    expect(await at(now())).toMatchObject({ status: 'suspended' });
  });

  it('takes a time of any zone', async () => {
    const local = now().replace('Z', '%2B00:00');

    expect(await api.call(`GET /tenants/${id}?at=${local}`)).toMatchObject({
      status: 200,
      json: { at: now() },
    });
  });

  it('still shows a deleted tenant as it was', async () => {
    const whenActive = now();
    api.engine.clock.advance(minuteMs);
    await api.call(`DELETE /tenants/${id}`);
    api.engine.clock.advance(minuteMs);
    await api.engine.settle(id);

    expect((await api.call(`GET /tenants/${id}`)).status).toBe(410);
    expect((await api.call(`GET /tenants/${id}?at=${whenActive}`)).json.status).toBe('active');
    expect((await api.call(`GET /tenants/${id}?at=${now()}`)).json.status).toBe('deleted');
  });

  it('is a 404 before the tenant was created', async () => {
    const answer = await api.call(`GET /tenants/${id}?at=2000-01-01T00:00:00Z`);

    expect(answer).toMatchObject({ status: 404, json: { code: 'tenant_not_created_yet' } });
  });

  it('refuses a time to come, and says which time it is', async () => {
    const answer = await api.call(`GET /tenants/${id}?at=2999-01-01T00:00:00Z`);

    expect(answer).toMatchObject({ status: 422, json: { code: 'invalid_input' } });
    expect(answer.json.errors).toEqual([
      {
        pointer: '/query/at',
        code: 'in_the_future',
        message: `Must not be in the future: it is ${now()} now`,
      },
    ]);
  });

  it.each(['yesterday', '2026-01-01', '2026-13-01T00:00:00Z', '2026-01-01T00:00:00', ''])(
    'refuses the time "%s"',
    async (time) => {
      const answer = await api.call(`GET /tenants/${id}?at=${time}`);

      expect(answer).toMatchObject({ status: 422, json: { code: 'invalid_input' } });
    },
  );
});
