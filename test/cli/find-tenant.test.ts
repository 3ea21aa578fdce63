import { afterEach, describe, expect, it } from 'vitest';
import { createClient } from '../../cli/client.ts';
import { findTenantId } from '../../cli/find-tenant.ts';
import { acmeId, recorded } from './recorded/recorded-answers.ts';
import { type ScriptedApi, startScriptedApi } from './scripted-api.ts';
import { testConnection } from './test-connection.ts';

let api: ScriptedApi;

afterEach(async () => {
  await api.close();
});

const [acme] = recorded('tenants').body['tenants'] as readonly object[];
const twin = { ...acme, id: '99999999-0000-4000-8000-000000000000', product: 'starter' };
const longer = { ...acme, id: '88888888-0000-4000-8000-000000000000', slug: 'acme-two' };

async function find(idOrSlug: string, tenants: readonly unknown[], product?: string) {
  const body = { tenants, next_cursor: null };
  api = await startScriptedApi({ 'GET /tenants': { status: 200, body } });
  return await findTenantId(createClient(testConnection(api.url)), { idOrSlug, product });
}

describe('findTenantId()', () => {
  it('returns an id as it is, without asking', async () => {
    await expect(find(acmeId.toUpperCase(), [])).resolves.toBe(acmeId);

    expect(api.arrived).toEqual([]);
  });

  it('returns the id of the tenant with exactly this slug', async () => {
    await expect(find(' Acme', [acme, longer])).resolves.toBe(acmeId);

    expect(api.calls()).toEqual(['GET /tenants?sort=slug&q=acme&limit=200']);
  });

  it('asks for the product that is given', async () => {
    await find('acme', [acme], 'frappe');

    expect(api.calls()).toEqual(['GET /tenants?sort=slug&q=acme&product=frappe&limit=200']);
  });

  it('rejects when a slug only begins like this', async () => {
    await expect(find('acm', [acme, longer])).rejects.toMatchObject({
      code: 'tenant_not_found',
      message: 'Cannot find tenant "acm": no tenant has this slug, and it is no id',
    });
  });

  it('rejects with every tenant that has the slug', async () => {
    await expect(find('acme', [acme, twin])).rejects.toMatchObject({
      code: 'ambiguous_slug',
      message: expect.stringMatching(
        new RegExp(`2 have this slug\n  ${acmeId}  frappe  active\n  99999999.*  starter  active$`),
      ),
    });
  });
});
