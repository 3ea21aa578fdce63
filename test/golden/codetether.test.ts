import type { KubernetesObject } from '@kubernetes/client-node';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { createCatalog } from '../../shared/blueprints/catalog.ts';
import { canonicalJson } from '../../shared/tenant/canonical-json.ts';
import type { JsonObject } from '../../shared/tenant/json.ts';
import { renderTenant } from '../../shared/use-cases/render-tenant.ts';

const systems = { hasRealms: false, hasDatabase: false, hasTunnel: false };
const codetether = {
  sourceNamespace: 'a2a-server',
  isLatestAllowed: true,
  baseDomains: [],
  imageRepositories: [],
  systems,
};
const frappe = { baseDomain: 'kairos.app', namespace: 'frappe', image: 'frappe/worker:v15' };
const catalog = createCatalog({ frappe, codetether });
const withRealms = createCatalog({
  frappe,
  codetether: { ...codetether, systems: { ...systems, hasRealms: true } },
});

const tenantId = '4f5d33d4-9ce1-4deb-8087-95546c6d91f7';
const tenant = { id: tenantId, orgSlug: 'riley-041b27', userId: 'user-123' };
const image = { tag: 'v1.2.0' };

/** The examples of the chart's own page, and what they leave out. */
const examples: Readonly<Record<string, { readonly tier: string; readonly params: JsonObject }>> = {
  'quick-install': { tier: 'free', params: { tenant } },
  'my-values': { tier: 'pro', params: { tenant, image } },
  'tier-free': { tier: 'free', params: { tenant, image } },
  'tier-agency': { tier: 'agency', params: { tenant, image } },
  'tier-enterprise': { tier: 'enterprise', params: { tenant, image } },
  'ingress-off': { tier: 'free', params: { tenant, image, ingress: { enabled: false } } },
};

/** One YAML document per object, keys sorted. */
function asYaml(objects: readonly KubernetesObject[]): string {
  return objects
    .map((object) => `---\n${stringify(JSON.parse(canonicalJson(object)), { lineWidth: 0 })}`)
    .join('');
}

/** Needs a look at each difference: `npm run golden` writes what is rendered now. */
describe('objects of codetether', () => {
  it.each(Object.entries(examples))('are these for the example %s', async (name, example) => {
    const objects = renderTenant(catalog, { product: 'codetether', tenantId, ...example });

    await expect(asYaml(objects)).toMatchFileSnapshot(`codetether/${name}.golden.yaml`);
  });

  it('are these where realms are set up and the user is an e-mail address', async () => {
    const objects = renderTenant(withRealms, {
      product: 'codetether',
      tenantId,
      tier: 'pro',
      params: { tenant: { ...tenant, userId: 'ada@example.com' }, image },
    });

    await expect(asYaml(objects)).toMatchFileSnapshot('codetether/with-realm.golden.yaml');
  });
});
