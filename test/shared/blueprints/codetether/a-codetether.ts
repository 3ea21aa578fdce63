import type { RenderContext } from '../../../../shared/blueprint/blueprint.ts';
import type { CodetetherSettings } from '../../../../shared/blueprints/codetether/codetether-settings.ts';
import { createCodetetherBlueprint } from '../../../../shared/blueprints/codetether/create-codetether-blueprint.ts';
import type { JsonObject } from '../../../../shared/tenant/json.ts';

/** Settings without any of the systems of the sign-up. */
export function codetetherSettings(
  overrides: Partial<CodetetherSettings> = {},
): CodetetherSettings {
  return {
    sourceNamespace: 'a2a-server',
    isLatestAllowed: false,
    baseDomains: ['codetether.run'],
    imageRepositories: ['us-central1-docker.pkg.dev/spotlessbinco/codetether/a2a-server-mcp'],
    systems: { hasRealms: false, hasDatabase: false, hasTunnel: false },
    ...overrides,
  };
}

/** Settings with all of them. */
export const allSystems: CodetetherSettings['systems'] = {
  hasRealms: true,
  hasDatabase: true,
  dnsTarget: 'tunnel.example.com',
  hasTunnel: true,
};

/** A tenant of the product with these params. */
export function aCodetetherContext(given: JsonObject = {}, tier = 'free'): RenderContext {
  const { params } = createCodetetherBlueprint(codetetherSettings());
  return {
    tenant: {
      id: '4f5d33d4-9ce1-4deb-8087-95546c6d91f7',
      id8: '4f5d33d4',
      slug: 'riley-041b27',
      organization: 'Riley Ltd',
      organization_id: 'default',
      tier,
      namespace: 'tenant-riley-041b27',
    },
    params: params.parse(given),
  };
}
