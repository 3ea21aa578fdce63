import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ApiWorld, aNewTenant, createApiWorld } from '../../fakes/api-world.ts';

let api: ApiWorld;

beforeEach(async () => {
  api = await createApiWorld({}, { operations: ['update', 'suspend', 'resume'] });
});

afterEach(() => api.close());

async function serving(): Promise<string> {
  const { json } = await api.call('POST /tenants', { body: aNewTenant() });
  await api.engine.settle(json.id);
  return json.id;
}

const greet = { params: { greeting: 'good day' } };
const anyVersion = { headers: { 'if-match': '*' } };

describe('POST /tenants/{id}/plan', () => {
  it('takes the body of a PATCH and shows what it would change', async () => {
    const id = await serving();

    const { status, json } = await api.call(`POST /tenants/${id}/plan`, { body: greet });

    expect(status).toBe(200);
    expect(json).toMatchObject({ tenant_id: id, operation: 'update', mode: 'offline' });
    expect(json.changes.flatMap((change: { fields: unknown }) => change.fields)).toEqual([
      { path: '/data/greeting', from: 'hello', to: 'good day', is_secret: false },
    ]);
  });

  it.each([
    [{ action: 'suspend', reason: 'unpaid' }, 'suspend'],
    [{ action: 'delete' }, 'delete'],
    [{ action: 'update', tier: 'pro' }, 'update'],
  ])('plans %o', async (body, operation) => {
    const id = await serving();

    const { json } = await api.call(`POST /tenants/${id}/plan`, { body });

    expect(json.operation).toBe(operation);
  });

  it.each([
    [{ action: 'resume' }, 409, 'action_not_allowed'],
    [{ action: 'restore' }, 409, 'action_not_allowed'],
    [{ tier: 'none such' }, 422, 'invalid_tenant'],
    [{ action: 'explode' }, 422, 'invalid_input'],
    [{ action: 'suspend' }, 422, 'invalid_input'],
    [{ action: 'delete', reason: 'x' }, 422, 'invalid_input'],
    [{ plan_id: 'x' }, 422, 'invalid_input'],
  ])('refuses %o with %s %s', async (body, status, code) => {
    const id = await serving();

    expect(await api.call(`POST /tenants/${id}/plan`, { body })).toMatchObject({
      status,
      json: { code },
    });
  });

  it('asks the cluster with mode=live: what was changed by hand is planned back', async () => {
    const id = await serving();
    const { inventory } = await api.engine.tenant(id);
    const entry = inventory.find(({ name }) => name.endsWith('-settings'));
    const { api_version: apiVersion, kind, namespace = '', name } = entry ?? inventory[0] ?? fail();
    const ref = { apiVersion, kind, namespace, name };
    const live = await api.engine.cluster.read(ref);
    await api.engine.cluster.delete(ref, live?.metadata.uid ?? '');
    api.engine.clock.advance(60_000);

    const { json } = await api.call(`POST /tenants/${id}/plan?mode=live`, { body: greet });

    expect(json.mode).toBe('live');
    const actions = json.changes.map((change: { object: { name: string }; action: string }) => [
      change.object.name.replace(/^.*-/, ''),
      change.action,
    ]);
    expect(actions).toEqual([
      ['greeting', 'update'],
      ['settings', 'create'],
      ['web', 'none'],
    ]);
    expect(await api.engine.cluster.read(ref)).toBeUndefined();
  });

  it('knows no other mode', async () => {
    const id = await serving();

    const answer = await api.call(`POST /tenants/${id}/plan?mode=maybe`, { body: greet });

    expect(answer).toMatchObject({ status: 422, json: { code: 'invalid_input' } });
  });
});

describe('POST /tenants/plan', () => {
  it('takes the body of POST /tenants, and that carries the plan out', async () => {
    const plan = await api.call('POST /tenants/plan', { body: aNewTenant() });
    const { plan_id } = plan.json;

    const created = await api.call('POST /tenants', { body: aNewTenant({ plan_id }) });

    expect(plan).toMatchObject({ status: 200, json: { tenant_id: null, operation: 'create' } });
    expect(created.status).toBe(202);
  });

  it('tells every fault of the body as POST /tenants does', async () => {
    const body = aNewTenant({ email: 'nobody', tier: 7 });

    const planned = await api.call('POST /tenants/plan', { body });
    const created = await api.call('POST /tenants', { body });

    expect(planned.json.errors).toEqual(created.json.errors);
    expect(planned.json.errors).toHaveLength(2);
  });

  it('plans live for objects that the cluster does not know yet', async () => {
    const { json } = await api.call('POST /tenants/plan?mode=live', { body: aNewTenant() });

    expect(new Set(json.changes.map(({ action }: { action: string }) => action))).toEqual(
      new Set(['create']),
    );
  });
});

describe('plan_id', () => {
  it('is carried out by PATCH, actions and DELETE', async () => {
    const id = await serving();
    const planOf = async (body: object) =>
      (await api.call(`POST /tenants/${id}/plan`, { body })).json.plan_id;

    const plan_id = await planOf(greet);
    const patched = await api.call(`PATCH /tenants/${id}`, {
      ...anyVersion,
      body: { ...greet, plan_id },
    });
    await api.engine.settle(id);
    const reason = 'unpaid';
    const suspended = await api.call(`POST /tenants/${id}/suspend`, {
      body: { reason, plan_id: await planOf({ action: 'suspend', reason }) },
    });
    await api.engine.settle(id);
    const deletion = await planOf({ action: 'delete' });
    const deleted = await api.call(`DELETE /tenants/${id}?plan_id=${deletion}`);

    expect([patched.status, suspended.status, deleted.status]).toEqual([202, 202, 202]);
  });

  it('ends the wish when it is stale, of another change, of another tenant, or none', async () => {
    const id = await serving();
    const { plan_id } = (await api.call(`POST /tenants/${id}/plan`, { body: greet })).json;
    const send = async (planId: string, body: object) =>
      (
        await api.call(`PATCH /tenants/${id}`, {
          ...anyVersion,
          body: { ...body, plan_id: planId },
        })
      ).json.code;
    const fresh = (await api.call('POST /tenants/plan', { body: aNewTenant({ subdomain: 'b-b' }) }))
      .json;

    expect(await send(plan_id, { tier: 'pro' })).toBe('plan_mismatch');
    expect(await send(fresh.plan_id, greet)).toBe('plan_of_other_tenant');
    expect(await send('x', greet)).toBe('invalid_plan_id');
    await api.call(`PATCH /tenants/${id}`, { ...anyVersion, body: { labels: { a: 'b' } } });
    expect(await send(plan_id, greet)).toBe('plan_stale');
    expect(await api.call(`DELETE /tenants/${id}?plan_id=${plan_id}`)).toMatchObject({
      status: 409,
      json: { code: 'plan_stale' },
    });
  });
});

function fail(): never {
  throw new Error('The inventory is empty');
}
