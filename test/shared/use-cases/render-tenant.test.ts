import { describe, expect, it } from 'vitest';
import { createCatalog } from '../../../shared/blueprints/catalog.ts';
import { TenantryError } from '../../../shared/tenant/errors.ts';
import { type RenderInput, renderTenant } from '../../../shared/use-cases/render-tenant.ts';

const catalog = createCatalog({
  frappe: { baseDomain: 'kairos.app', namespace: 'frappe', image: 'frappe/frappe-worker:v15' },
});
const valid: RenderInput = { product: 'frappe', params: { email: 'riley@example.com' } };

function namesOf(input: RenderInput): readonly string[] {
  return renderTenant(catalog, input).map(({ kind, metadata }) => `${kind} ${metadata?.name}`);
}

/** `pointer code` of each fault. */
function faults(input: RenderInput): readonly string[] {
  try {
    renderTenant(catalog, input);
    return [];
  } catch (error) {
    if (!(error instanceof TenantryError)) throw error;
    expect(error.code).toBe('invalid_params');
    return error.errors.map(({ pointer, code }) => `${pointer} ${code}`);
  }
}

describe('renderTenant()', () => {
  it('renders a made-up tenant when only values are given', () => {
    expect(namesOf(valid)).toEqual([
      'Secret tenant-00000000-credentials',
      'Job provision-00000000-example',
    ]);
  });

  it('renders the given slug and tenant id', () => {
    const tenantId = '0B5A4A57-6a5c-4f0e-9d0c-1f2e3d4c5b6a';

    expect(namesOf({ ...valid, slug: ' Acme ', tenantId })).toEqual([
      'Secret tenant-0b5a4a57-credentials',
      'Job provision-0b5a4a57-acme',
    ]);
  });

  it('shows generated values as such and no others', () => {
    const [secret] = renderTenant(catalog, valid);

    expect(secret).toMatchObject({ stringData: { 'admin-password': '<generated>' } });
  });

  it('renders the same text each time, whatever the order of the values', () => {
    const { email } = { email: 'riley@example.com' };
    const a = renderTenant(catalog, { ...valid, params: { email, apps: ['hrms'] } });
    const b = renderTenant(catalog, { ...valid, params: { apps: ['hrms'], email } });

    expect(JSON.stringify(a)).toBe(JSON.stringify(b));
  });

  it('sorts keys at every level', () => {
    const [secret] = renderTenant(catalog, valid);

    expect(Object.keys(secret ?? {})).toEqual([
      'apiVersion',
      'kind',
      'metadata',
      'stringData',
      'type',
    ]);
    expect(Object.keys(secret?.metadata ?? {})).toEqual(['labels', 'name', 'namespace']);
  });

  it('throws with every fault at once', () => {
    const input = {
      product: 'frappe',
      params: { apps: ['--force'], nmae: 1 },
      slug: 'www',
      tier: 'gold',
      tenantId: 'x',
    };

    expect(faults(input).toSorted()).toEqual([
      '/params/apps/0 invalid_format',
      '/params/email required',
      '/params/nmae unknown_field',
      '/slug reserved',
      '/tenant_id invalid_format',
      '/tier unknown_tier',
    ]);
  });

  it('throws for a product that does not exist', () => {
    expect(faults({ product: 'nope', params: {} })).toEqual(['/product unknown_product']);
  });
});
