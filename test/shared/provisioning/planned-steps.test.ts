import { describe, expect, it } from 'vitest';
import { plannedSteps } from '../../../shared/provisioning/planned-steps.ts';
import type { Tenant } from '../../../shared/tenant/tenant.ts';
import { aBlueprint } from '../../builders/a-blueprint.ts';
import { aLifecycleProduct } from '../../builders/a-lifecycle-product.ts';
import { aTenant } from '../../builders/a-tenant.ts';

const blueprint = aBlueprint({ name: 'frappe', ...aLifecycleProduct() });
const catalog = new Map([['frappe', blueprint]]);
const purge_at = '2026-01-09T00:00:00.000Z';

function aPlanned(overrides: Partial<Tenant> = {}): Tenant {
  return aTenant({ params: { email: 'ada@example.com' }, tier: 'pro', ...overrides });
}

function namesOf(kind: Parameters<typeof plannedSteps>[2], tenant: Tenant): readonly string[] {
  return plannedSteps(catalog, tenant, kind).map(({ name }) => name);
}

describe('plannedSteps()', () => {
  it('stops a deleted tenant and holds it back before anything is taken away', () => {
    const names = namesOf('delete', aPlanned({ purge_at }));

    expect(names).toEqual([
      'suspend-apply',
      'await-purge',
      'stop-jobs',
      'delete-objects',
      'confirm-gone',
    ]);
  });

  it('deletes at once without a time to restore', () => {
    expect(namesOf('delete', aPlanned())).toEqual(['stop-jobs', 'delete-objects', 'confirm-gone']);
  });

  it('plans nothing for a suspended tenant that is restored: it stands as it is', () => {
    expect(namesOf('restore', aPlanned({ desired: 'suspended' }))).toEqual([]);
    expect(namesOf('restore', aPlanned())).toEqual(['restore-apply']);
  });

  it('plans with the version that the tenant has', () => {
    const former = aBlueprint({ ...blueprint, version: '1.0.0', steps: () => [] });
    const versions = new Map([['frappe', { ...blueprint, former: [former] }]]);
    const old = aPlanned({ blueprint: { name: 'frappe', version: '1.0.0' } });
    const lost = aPlanned({ blueprint: { name: 'frappe', version: '0.9.0' } });

    expect(plannedSteps(versions, old, 'create')).toEqual([]);
    expect(plannedSteps(versions, lost, 'create')).not.toEqual([]);
  });

  it('throws unknown_product for a product that is gone', () => {
    const tenant = aPlanned({ blueprint: { name: 'gone', version: '1.0.0' } });

    expect(() => plannedSteps(catalog, tenant, 'delete')).toThrow(
      expect.objectContaining({ code: 'unknown_product' }),
    );
  });
});
