import type { BlueprintTenant, RenderContext } from '../../blueprint/blueprint.ts';
import type { ObjectRef } from '../../kubernetes/object.ts';
import { type CodetetherParams, codetetherParams } from './codetether-params.ts';
import type { CodetetherSettings } from './codetether-settings.ts';

/** Everything that the objects and steps of one tenant are made of. */
export interface CodetetherInstance {
  readonly tenant: BlueprintTenant;
  readonly params: CodetetherParams;
  readonly settings: CodetetherSettings;
  /** What the tenant's data goes by: `TENANT_ID`. */
  readonly tenantId: string;
  /** `a2a-<slug>`: the Deployment, and the label `app`. */
  readonly app: string;
  /** `<slug>.<baseDomain>`: where it is served, and its realm. */
  readonly host: string;
}

/** The instance of a tenant. Throws when the params were not parsed by the product's schema. */
export function instanceOf(
  settings: CodetetherSettings,
  { tenant, params: given }: RenderContext,
): CodetetherInstance {
  const params = codetetherParams.parse(given);
  return {
    ...{ tenant, params, settings },
    tenantId: params.tenant.id ?? tenant.id,
    app: `a2a-${tenant.slug}`,
    host: `${tenant.slug}.${params.ingress.baseDomain}`,
  };
}

/** The namespace of a slug. */
export function namespaceOf(slug: string): string {
  return `tenant-${slug}`;
}

/** Most characters of a slug: pods are `a2a-<slug>-<10>-<5>`, and their names are host names of at most 63. */
export const slugLengthMax = 40;

/** The Secret with the password of the realm's first user, under `passwordKey`. */
export function adminSecretRef({ app, tenant: { namespace } }: CodetetherInstance): ObjectRef {
  return { apiVersion: 'v1', kind: 'Secret', namespace, name: `${app}-admin` };
}

/** Key of the password in that Secret. */
export const passwordKey = 'password';
