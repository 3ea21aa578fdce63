import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { tenantSchema } from '../../../functions/schemas/tenant-schema.ts';
import { type ApiWorld, aNewTenant, createApiWorld } from '../../fakes/api-world.ts';

let api: ApiWorld;

beforeEach(async () => {
  api = await createApiWorld();
});
afterEach(() => api.close());

const create = (body: unknown, headers: Record<string, string> = {}) =>
  api.call('POST /tenants', { body, headers });

const faults = (json: { errors: { pointer: string; code: string }[] }) =>
  json.errors.map(({ pointer, code }) => `${pointer} ${code}`);

describe('POST /tenants', () => {
  it('answers 202 with the queued tenant, where it is and its ETag', async () => {
    const { status, json, headers } = await create(aNewTenant());

    expect(status).toBe(202);
    expect(json).toMatchObject({ status: 'queued', slug: 'acme', product: 'frappe' });
    expect(headers.get('location')).toBe(`/tenants/${json.id}`);
    expect(headers.get('etag')).toBe('"1"');
  });

  it('shows exactly the members of the schema', async () => {
    const { json } = await create(aNewTenant());

    expect(tenantSchema.strict().parse(json)).toEqual(json);
  });

  it('takes the body of api.md', async () => {
    const { status, json } = await create({
      product: 'frappe',
      slug: 'riley',
      organization: 'Riley Ltd',
      tier: 'pro',
      params: { email: 'a@b.example', greeting: 'hi' },
      labels: { team: 'a' },
      cluster: 'default',
    });

    expect(status).toBe(202);
    expect(json).toMatchObject({ tier: 'pro', labels: { team: 'a' }, cluster: 'default' });
  });

  it('trims and lower-cases the slug', async () => {
    const { json } = await create(aNewTenant({ subdomain: '  ACME-2 ' }));

    expect(json.slug).toBe('acme-2');
  });

  it('makes a slug from the organization when there is none', async () => {
    const { json } = await create({ organization: 'Acme & Söhne', email: 'a@b.example' });

    expect(json.slug).toMatch(/^acme-sohne-[0-9a-f]{6}$/);
  });

  it.each([
    ['a reserved word', 'admin', 'reserved'],
    ['a name of the platform', 'kube-system', 'reserved'],
    ['a prototype name', 'constructor', 'reserved'],
    ['too short', 'ab', 'too_short'],
    ['too long', 'a'.repeat(64), 'too_long'],
    ['Cyrillic look-alikes', 'аcme', 'not_ascii'],
    ['a Kelvin sign', '\u212Aelvin', 'not_ascii'],
    ['a zero-width space', 'ac\u200Bme', 'not_ascii'],
    ['an IDNA name', 'xn--acme', 'double_hyphen'],
    ['a dot', 'a.cme', 'not_a_dns_label'],
    ['a hyphen at the end', 'acme-', 'not_a_dns_label'],
    ['a template', '{{acme}}', 'not_a_dns_label'],
    ['nothing', '', 'too_short'],
  ])('refuses a slug that is %s', async (_name, subdomain, code) => {
    const { status, json } = await create(aNewTenant({ subdomain }));

    expect(status).toBe(422);
    expect(faults(json)).toContain(`/subdomain ${code}`);
  });

  it('tells every fault of body, slug and params at once', async () => {
    const { status, json } = await create({
      slug: 'Admin',
      tier: 'gold',
      cluster: 'mars',
      params: { email: 'nobody', colour: 'red' },
      labels: { '=': 'x' },
      status: 'active',
      organization_id: 'other',
    });

    expect(status).toBe(422);
    expect(faults(json).toSorted()).toEqual([
      '/cluster unknown_cluster',
      '/labels/= invalid',
      '/organization required',
      '/organization_id unknown_field',
      '/params/colour unknown_field',
      '/params/email invalid_format',
      '/slug reserved',
      '/status unknown_field',
      '/tier unknown_tier',
    ]);
  });

  it('points at the names that the caller used', async () => {
    const { json } = await create({ organization: 'Acme', subdomain: 'www', email: 'nobody' });

    expect(faults(json)).toEqual(['/subdomain reserved', '/email invalid_format']);
  });

  it('tells what is missing from an empty body', async () => {
    const { json } = await create({});

    expect(faults(json)).toEqual(['/organization required', '/params/email required']);
  });

  it.each([
    ['slug and subdomain', { slug: 'acme' }, '/subdomain ambiguous'],
    ['two addresses', { params: { email: 'a@b.example' } }, '/email ambiguous'],
  ])('refuses %s', async (_name, more, fault) => {
    const { status, json } = await create(aNewTenant(more));

    expect(status).toBe(422);
    expect(faults(json)).toContain(fault);
  });

  it('answers 422 to a product that there is not', async () => {
    const { status, json } = await create(aNewTenant({ product: 'nonsense' }));

    expect(status).toBe(422);
    expect(faults(json)).toEqual(['/product unknown_product']);
  });

  it.each(['__proto__', 'constructor', 'prototype'])('refuses the member %s', async (name) => {
    const { status, json } = await create(
      `{"organization":"Acme","subdomain":"acme","email":"a@b.example","${name}":{"role":"admin"}}`,
    );

    expect(status).toBe(422);
    expect(faults(json)).toEqual([`/${name} unknown_field`]);
  });

  it.each([null, [], 'text', 1])('answers 422 to a body that is %j', async (body) => {
    const { status } = await create(JSON.stringify(body));

    expect(status).toBe(422);
  });

  it('answers 422 when there is no body', async () => {
    const { status } = await api.call('POST /tenants');

    expect(status).toBe(422);
  });

  it('answers 409 to a slug that is taken, with the holder for those who may see it', async () => {
    const first = await create(aNewTenant());

    const { status, json } = await create(aNewTenant());

    expect(status).toBe(409);
    expect(json).toMatchObject({ code: 'slug_taken', tenant_id: first.json.id });
  });

  it.each([
    ['malformed_json', '{"organization":'],
    ['json_too_deep', `{"params":${'{"a":'.repeat(40)}1${'}'.repeat(40)}}`],
  ])('answers 400 %s', async (code, body) => {
    const answer = await create(body);

    expect(answer).toMatchObject({ status: 400, json: { code } });
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
  });

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'application/json; charset=latin1',
    '',
  ])('answers 415 to the content type %j', async (type) => {
    const { status, json } = await create(aNewTenant(), { 'content-type': type });

    expect(status).toBe(415);
    expect(json.code).toBe('unsupported_media_type');
  });
});

describe('POST /tenants with an Idempotency-Key', () => {
  const key = { 'idempotency-key': 'key-1' };

  it('answers the same again and creates one tenant', async () => {
    const first = await create(aNewTenant(), key);

    const second = await create(aNewTenant(), key);

    expect(second.status).toBe(202);
    expect(second.json).toEqual(first.json);
    expect(second.headers.get('idempotent-replayed')).toBe('true');
    expect(first.headers.has('idempotent-replayed')).toBe(false);
  });

  it('answers 422 to the same key with another body', async () => {
    await create(aNewTenant(), key);

    const { status, json } = await create(aNewTenant({ subdomain: 'other' }), key);

    expect(status).toBe(422);
    expect(json.code).toBe('idempotency_key_reused');
  });

  it('creates one tenant of 50 requests at once', async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, () => create(aNewTenant(), key)));

    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
    expect(new Set(answers.map(({ json }) => JSON.stringify(json))).size).toBe(1);
    expect(answers.filter(({ headers }) => !headers.has('idempotent-replayed'))).toHaveLength(1);
  });

  it('answers 400 to a key that is too long', async () => {
    const { status, json } = await create(aNewTenant(), { 'idempotency-key': 'x'.repeat(256) });

    expect(status).toBe(400);
    expect(json.code).toBe('invalid_idempotency_key');
  });
});
