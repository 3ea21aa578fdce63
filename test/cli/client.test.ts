import { afterEach, describe, expect, it } from 'vitest';
import { type Client, createClient } from '../../cli/client.ts';
import { acmeId, brokenId, createId, recorded } from './recorded/recorded-answers.ts';
import { hangUp, type ScriptedApi, startScriptedApi } from './scripted-api.ts';
import { testConnection } from './test-connection.ts';

let api: ScriptedApi;

afterEach(async () => {
  await api.close();
});

async function start(script: Parameters<typeof startScriptedApi>[0]): Promise<Client> {
  api = await startScriptedApi(script);
  return createClient(testConnection(api.url));
}

interface Call {
  readonly call: string;
  readonly answer: string;
  readonly run: (client: Client) => Promise<unknown>;
}

const terms = { idempotencyKey: 'k', ifMatch: '"3"' };
const planned = { idempotencyKey: 'k', planId: 'p' };

const wishes: readonly Call[] = [
  { call: 'POST /tenants', answer: 'created', run: (client) => client.createTenant({}, terms) },
  {
    call: `DELETE /tenants/${brokenId}`,
    answer: 'deleting',
    run: (client) => client.deleteTenant(brokenId, terms),
  },
  {
    call: `POST /tenants/${brokenId}/retry`,
    answer: 'retried',
    run: (client) => client.actOnTenant(brokenId, { action: 'retry' }, terms),
  },
];

const calls: readonly Call[] = [
  {
    call: `GET /tenants/${acmeId}`,
    answer: 'tenant_active',
    run: (client) => client.getTenant(acmeId),
  },
  {
    call: `GET /tenants/${acmeId}/status`,
    answer: 'status_active',
    run: (client) => client.getStatus(acmeId),
  },
  {
    call: `GET /operations/${createId}`,
    answer: 'operation_succeeded',
    run: (client) => client.getOperation(createId),
  },
  {
    call: 'GET /products/frappe',
    answer: 'product',
    run: (client) => client.getProduct('frappe'),
  },
];

describe('createClient()', () => {
  it.each(wishes)('calls $call with its terms and returns the tenant', async (wish) => {
    const client = await start({ [wish.call]: wish.answer });

    await expect(wish.run(client)).resolves.toEqual({
      tenant: recorded(wish.answer).body,
      isWork: true,
    });

    expect(api.calls()).toEqual([wish.call]);
    expect(api.arrived[0]?.headers).toMatchObject({ 'idempotency-key': 'k', 'if-match': '"3"' });
  });

  it.each([
    ['POST', 'body', (client: Client) => client.actOnTenant(acmeId, { action: 'resume' }, planned)],
    ['PATCH', 'body', (client: Client) => client.updateTenant(acmeId, {}, planned)],
    ['DELETE', 'query', (client: Client) => client.deleteTenant(acmeId, planned)],
  ] as const)('sends the plan that a %s carries out in its %s', async (method, place, run) => {
    const path = method === 'POST' ? `/tenants/${acmeId}/resume` : `/tenants/${acmeId}`;
    const client = await start({ [`${method} ${path}`]: 'tenant_active' });

    await run(client);

    const [{ url = '', body = '' } = {}] = api.arrived;
    expect({ url, body }).toEqual(
      place === 'body'
        ? { url: path, body: '{"plan_id":"p"}' }
        : { url: `${path}?plan_id=p`, body: '' },
    );
  });

  it('asks for a plan again when the first answer is lost: it writes nothing', async () => {
    const plan = { status: 200, body: { plan_id: 'p' } };
    const client = await start({ 'POST /tenants/plan': [hangUp, plan] });

    const answer = await client.planNewTenant({ body: {}, isLive: false });

    expect(answer).toEqual({ plan_id: 'p' });
    expect(api.calls()).toEqual(['POST /tenants/plan', 'POST /tenants/plan']);
  });

  it('patches a tenant, and tells that nothing was started', async () => {
    const answer = { ...recorded('tenant_active'), status: 200 };
    const client = await start({ [`PATCH /tenants/${acmeId}`]: answer });

    const granted = await client.updateTenant(acmeId, { labels: { team: null } }, terms);

    expect(granted).toEqual({ tenant: recorded('tenant_active').body, isWork: false });
    expect(api.arrived[0]).toMatchObject({
      body: '{"labels":{"team":null}}',
      headers: { 'content-type': 'application/json', 'if-match': '"3"' },
    });
  });

  it.each(calls)('calls $call and returns its answer', async ({ call, answer, run }) => {
    const client = await start({ [call]: answer });

    await expect(run(client)).resolves.toEqual(recorded(answer).body);

    expect(api.calls()).toEqual([call]);
  });

  it.each([
    ['tenants', '/tenants', (client: Client) => client.listTenants({})],
    ['events', `/tenants/${acmeId}/events`, (client: Client) => client.listEvents(acmeId)],
    ['products', '/products', (client: Client) => client.listProducts()],
  ] as const)('returns a page of %s', async (name, path, run) => {
    const client = await start({ [`GET ${path}`]: name });

    await expect(run(client)).resolves.toEqual({
      items: recorded(name).body[name],
      next_cursor: null,
    });
  });

  it('returns the cursor of the next page', async () => {
    const client = await start({ [`GET /tenants/${acmeId}/events`]: 'events_page' });

    const page = await client.listEvents(acmeId, { limit: 1 });

    expect(page.next_cursor).toBe(recorded('events_page').body['next_cursor']);
    expect(page.next_cursor).toMatch(/./);
  });

  it('sends filter, page and long poll as the API names them', async () => {
    const client = await start({
      'GET /tenants': 'tenants',
      [`GET /tenants/${acmeId}/status`]: 'status_active',
    });

    await client.listTenants({ 'label.team': 'a b', status: undefined }, { limit: 9, cursor: 'c' });
    await client.getStatus(acmeId, { waitSeconds: 30, since: 4 });

    expect(api.calls()).toEqual([
      'GET /tenants?label.team=a+b&limit=9&cursor=c',
      `GET /tenants/${acmeId}/status?since=4&wait=30`,
    ]);
  });

  it('encodes what becomes part of an address', async () => {
    const client = await start({});

    await expect(client.getTenant('a/../b?c')).rejects.toMatchObject({ code: 'tenant_not_found' });

    expect(api.calls()).toEqual(['GET /tenants/a%2F..%2Fb%3Fc']);
  });

  it.each([
    ['an object', (client: Client) => client.getTenant(acmeId)],
    ['a list', (client: Client) => client.listProducts()],
  ])('takes %s of something else for no answer of this API', async (_name, run) => {
    const other = { status: 200, body: { hello: 'world' } };
    const client = await start({ [`GET /tenants/${acmeId}`]: other, 'GET /products': other });

    await expect(run(client)).rejects.toMatchObject({ code: 'answer_unreadable' });
  });
});
