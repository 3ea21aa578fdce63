import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { tenantListSchema } from '../../../functions/schemas/tenant-schema.ts';
import { type ApiWorld, aNewTenant, createApiWorld } from '../../fakes/api-world.ts';

let api: ApiWorld;

const create = (subdomain: string, more: object = {}) =>
  api.call('POST /tenants', { body: aNewTenant({ subdomain, ...more }) });

const slugs = (json: { tenants: { slug: string }[] }) => json.tenants.map(({ slug }) => slug);

beforeEach(async () => {
  api = await createApiWorld();
  for (const slug of ['ant', 'bee', 'cat', 'beetle']) {
    await create(slug, { labels: { team: slug[0] }, tier: slug === 'cat' ? 'pro' : 'free' });
    api.engine.clock.advance(1_000);
  }
});
afterEach(() => api.close());

describe('GET /tenants', () => {
  it('shows the newest first by default', async () => {
    const { json } = await api.call('GET /tenants');

    expect(slugs(json)).toEqual(['beetle', 'cat', 'bee', 'ant']);
    expect(tenantListSchema.strict().parse(json)).toEqual(json);
  });

  it.each([
    ['sort=created_at', ['ant', 'bee', 'cat', 'beetle']],
    ['sort=slug', ['ant', 'bee', 'beetle', 'cat']],
    ['sort=slug&q=BEE', ['bee', 'beetle']],
    ['tier=pro', ['cat']],
    ['label.team=b', ['beetle', 'bee']],
    ['product=other', []],
    ['status=active', []],
    ['cluster=default&sort=slug&limit=1', ['ant']],
  ])('filters and sorts by %s', async (query, expected) => {
    const { json } = await api.call(`GET /tenants?${query}`);

    expect(slugs(json)).toEqual(expected);
  });

  it('leads through all pages', async () => {
    const first = await api.call('GET /tenants?sort=slug&limit=3');
    const cursor = encodeURIComponent(first.json.next_cursor);

    const second = await api.call(`GET /tenants?sort=slug&limit=3&cursor=${cursor}`);

    expect([...slugs(first.json), ...slugs(second.json)]).toEqual(['ant', 'bee', 'beetle', 'cat']);
    expect(second.json.next_cursor).toBeNull();
  });

  it.each([
    ['another order', 'sort=created_at&limit=1'],
    ['another filter', 'sort=slug&limit=1&tier=free'],
  ])('answers 400 to a cursor of %s', async (_name, query) => {
    const first = await api.call('GET /tenants?sort=slug&limit=1');

    const cursor = encodeURIComponent(first.json.next_cursor);
    const { status, json } = await api.call(`GET /tenants?${query}&cursor=${cursor}`);

    expect(status).toBe(400);
    expect(json.code).toBe('invalid_cursor');
  });

  it('answers 400 to a forged cursor', async () => {
    const { status, json } = await api.call('GET /tenants?cursor=e30.abc');

    expect(status).toBe(400);
    expect(json.code).toBe('invalid_cursor');
  });

  it.each([
    ['limit=0', '/query/limit too_small'],
    ['limit=201', '/query/limit too_big'],
    ['limit=x', '/query/limit wrong_type'],
    ['limit=1e1', '/query/limit wrong_type'],
    ['limit=', '/query/limit wrong_type'],
    ['sort=name', '/query/sort not_allowed'],
    ['status=done', '/query/status not_allowed'],
    ['q=a', '/query/q invalid'],
    ['stauts=active', '/query/stauts unknown_field'],
    ['label.a=1&label.b=2', '/query/label.b invalid'],
  ])('answers 422 to %s', async (query, fault) => {
    const { status, json } = await api.call(`GET /tenants?${query}`);

    expect(status).toBe(422);
    expect(
      json.errors.map(
        (error: { pointer: string; code: string }) => `${error.pointer} ${error.code}`,
      ),
    ).toEqual([fault]);
  });

  it('tells every fault at once, and what it knows', async () => {
    const { json } = await api.call('GET /tenants?limit=0&stauts=active');

    expect(json.errors).toEqual([
      {
        pointer: '/query/limit',
        code: 'too_small',
        message: 'Must be a whole number from 1 to 200',
      },
      {
        pointer: '/query/stauts',
        code: 'unknown_field',
        message:
          'Is not known; known are limit, cursor, product, status, tier, cluster, q, sort, label.<key>',
      },
    ]);
  });
});
