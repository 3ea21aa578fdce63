import type { KubernetesObject } from '@kubernetes/client-node';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { createCatalog } from '../../shared/blueprints/catalog.ts';
import { canonicalJson } from '../../shared/tenant/canonical-json.ts';
import { renderTenant } from '../../shared/use-cases/render-tenant.ts';

const catalog = createCatalog({
  frappe: { baseDomain: 'kairos.app', namespace: 'frappe', image: 'frappe/frappe-worker:v15' },
});
const tenantId = '0b5a4a57-6a5c-4f0e-9d0c-1f2e3d4c5b6a';

/** One YAML document per object, keys sorted. */
function asYaml(objects: readonly KubernetesObject[]): string {
  return objects
    .map((object) => `---\n${stringify(JSON.parse(canonicalJson(object)), { lineWidth: 0 })}`)
    .join('');
}

/** Needs a look at each difference: `npm run golden` writes what is rendered now. */
describe('objects of frappe', () => {
  it('are these for a tenant with defaults', async () => {
    const objects = renderTenant(catalog, {
      product: 'frappe',
      tenantId,
      slug: 'acme',
      params: { email: 'riley@example.com' },
    });

    await expect(asYaml(objects)).toMatchFileSnapshot('frappe/create-default.golden.yaml');
  });

  it('are these for a tenant with apps of its own', async () => {
    const objects = renderTenant(catalog, {
      product: 'frappe',
      tenantId,
      slug: 'a'.repeat(30),
      params: { email: "o'brien@example.com", apps: ['erpnext', 'hrms'] },
    });

    await expect(asYaml(objects)).toMatchFileSnapshot('frappe/create-apps.golden.yaml');
  });

  it('are these Jobs when a tenant is deleted', async () => {
    const tenant = {
      id: tenantId,
      id8: '0b5a4a57',
      slug: 'acme',
      organization: 'Acme Ltd',
      organization_id: 'default',
      tier: 'standard',
      namespace: 'frappe',
    };
    const params = { email: 'riley@example.com', apps: ['kairos'] };

    const steps = catalog.get('frappe')?.steps({ tenant, params, kind: 'delete' }) ?? [];
    const jobs = steps.flatMap((step) => (step.kind === 'run-job' ? [step.job] : []));

    expect(jobs).toHaveLength(1);
    await expect(asYaml(jobs)).toMatchFileSnapshot('frappe/delete.golden.yaml');
  });
});
