import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eventListSchema } from '../../../functions/schemas/event-schema.ts';
import {
  operationListSchema,
  operationSchema,
} from '../../../functions/schemas/operation-schema.ts';
import { statusSchema, tenantSchema } from '../../../functions/schemas/tenant-schema.ts';
import { type ApiWorld, aNewTenant, createApiWorld } from '../../fakes/api-world.ts';

let api: ApiWorld;
let id: string;
let operationId: string;

beforeEach(async () => {
  api = await createApiWorld();
  const { json } = await api.call('POST /tenants', { body: aNewTenant() });
  id = json.id;
  operationId = json.operation.id;
});
afterEach(() => api.close());

describe('GET /tenants/{id}', () => {
  it('shows the active tenant with its address', async () => {
    await api.engine.settle(id);

    const { status, json, headers } = await api.call(`GET /tenants/${id}`);

    expect(status).toBe(200);
    expect(json).toMatchObject({ status: 'active', site_url: 'https://acme.demo.test' });
    expect(headers.get('etag')).toBe('"1"');
    expect(tenantSchema.strict().parse(json)).toEqual(json);
  });

  it('answers 304 to whoever has this generation', async () => {
    const { status, json } = await api.call(`GET /tenants/${id}`, {
      headers: { 'if-none-match': '"1"' },
    });

    expect(status).toBe(304);
    expect(json).toBe('');
  });

  it.each([randomUUID(), 'nonsense', '__proto__', '%00', '..', '%2Fetc'])(
    'answers 404 to the id %s',
    async (other) => {
      const { status, json } = await api.call(`GET /tenants/${other}`);

      expect(status).toBe(404);
      expect(json.code).toMatch(/^(tenant|route)_not_found$/);
    },
  );
});

describe('GET /tenants/{id}/status', () => {
  it('answers at once without a wait', async () => {
    const { status, json } = await api.call(`GET /tenants/${id}/status`);

    expect(status).toBe(200);
    expect(json).toMatchObject({ id, status: 'queued', site_url: null });
    expect(statusSchema.strict().parse(json)).toEqual(json);
  });

  it('answers with the next change when told what the caller has', async () => {
    const { json: before } = await api.call(`GET /tenants/${id}/status`);

    const waiting = api.call(`GET /tenants/${id}/status?wait=30&since=${before.version}`);
    await api.engine.settle(id);
    const { json: after } = await waiting;

    expect(after.version).toBeGreaterThan(before.version);
  });

  it('answers at once when the program ends', async () => {
    const { json: before } = await api.call(`GET /tenants/${id}/status`);

    const waiting = api.call(`GET /tenants/${id}/status?wait=30&since=${before.version}`);
    api.stop();
    const { status, json } = await waiting;

    expect(status).toBe(200);
    expect(json.version).toBe(before.version);
  });

  it.each([
    ['wait=31', '/query/wait too_big'],
    ['wait=-1', '/query/wait wrong_type'],
    ['since=x', '/query/since wrong_type'],
    ['foo=1', '/query/foo unknown_field'],
  ])('answers 422 to %s', async (query, fault) => {
    const { status, json } = await api.call(`GET /tenants/${id}/status?${query}`);

    expect(status).toBe(422);
    expect(`${json.errors[0].pointer} ${json.errors[0].code}`).toBe(fault);
  });
});

describe('operations and events', () => {
  it('shows the operation with its steps', async () => {
    await api.engine.settle(id);

    const { status, json } = await api.call(`GET /operations/${operationId}`);

    expect(status).toBe(200);
    expect(json).toMatchObject({ kind: 'create', state: 'succeeded', tenant_id: id });
    expect(json.steps.every(({ state }: { state: string }) => state === 'succeeded')).toBe(true);
    expect(operationSchema.strict().parse(json)).toEqual(json);
  });

  it('lists operations, newest first, page by page', async () => {
    api.engine.clock.advance(1_000);
    await api.call(`DELETE /tenants/${id}`);

    const first = await api.call(`GET /tenants/${id}/operations?limit=1`);
    const cursor = encodeURIComponent(first.json.next_cursor);
    const second = await api.call(`GET /tenants/${id}/operations?limit=1&cursor=${cursor}`);

    expect([first.json, second.json].map((page) => page.operations[0].kind)).toEqual([
      'delete',
      'create',
    ]);
    expect(operationListSchema.strict().parse(first.json)).toEqual(first.json);
  });

  it('shows who did what', async () => {
    const { json } = await api.call(`GET /tenants/${id}/events`);

    expect(json.events[0]).toMatchObject({ number: 1, actor: 'anonymous', tenant_id: id });
    expect(eventListSchema.strict().parse(json)).toEqual(json);
  });

  it("answers 400 to the cursor of another tenant's list", async () => {
    const { json: other } = await api.call('POST /tenants', {
      body: aNewTenant({ subdomain: 'other' }),
    });
    await api.call(`DELETE /tenants/${id}`);
    const first = await api.call(`GET /tenants/${id}/operations?limit=1`);

    const cursor = encodeURIComponent(first.json.next_cursor);
    const { status } = await api.call(`GET /tenants/${other.id}/operations?cursor=${cursor}`);

    expect(status).toBe(400);
  });
});

describe('DELETE /tenants/{id}', () => {
  it('answers 202 deleting, and the same again', async () => {
    const first = await api.call(`DELETE /tenants/${id}`);

    const second = await api.call(`DELETE /tenants/${id}`);

    expect([first.status, second.status]).toEqual([202, 202]);
    expect(first.json.status).toBe('deleting');
    expect(second.json).toEqual(first.json);
    expect(first.headers.get('etag')).toBe('"2"');
  });

  it('answers 410 after the teardown', async () => {
    await api.call(`DELETE /tenants/${id}`);
    await api.engine.settle(id);

    const answers = await Promise.all(
      [`GET /tenants/${id}`, `GET /tenants/${id}/status`, `DELETE /tenants/${id}`].map((address) =>
        api.call(address),
      ),
    );

    expect(answers.map(({ status, json }) => `${status} ${json.code}`)).toEqual(
      Array.from({ length: 3 }, () => '410 tenant_deleted'),
    );
  });

  it.each(['"7"', 'W/"1"', '1', '"x"'])('answers 412 to If-Match %s', async (tag) => {
    const { status, json } = await api.call(`DELETE /tenants/${id}`, {
      headers: { 'if-match': tag },
    });

    expect(status).toBe(412);
    expect(json.code).toBe('generation_mismatch');
  });

  it.each(['"1"', '*'])('obeys If-Match %s', async (tag) => {
    const { status } = await api.call(`DELETE /tenants/${id}`, { headers: { 'if-match': tag } });

    expect(status).toBe(202);
  });
});

describe('POST /tenants/{id}/retry', () => {
  it('answers 409 with what is allowed while nothing has failed', async () => {
    const { status, json } = await api.call(`POST /tenants/${id}/retry`);

    expect(status).toBe(409);
    expect(json).toMatchObject({
      code: 'action_not_allowed',
      allowed_actions: ['cancel', 'delete'],
    });
  });

  it('answers 422 to a body with members', async () => {
    const { status } = await api.call(`POST /tenants/${id}/retry`, { body: { force: true } });

    expect(status).toBe(422);
  });
});
