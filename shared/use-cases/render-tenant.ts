import type { KubernetesObject } from '@kubernetes/client-node';
import type { Catalog } from '../blueprint/blueprint.ts';
import { parseParams } from '../blueprint/parse-params.ts';
import { renderObjects } from '../blueprint/render-objects.ts';
import { mapSecrets } from '../blueprint/secret-places.ts';
import { sealedValue } from '../blueprint/shown-secret.ts';
import { type InputError, TenantryError } from '../tenant/errors.ts';
import type { JsonObject } from '../tenant/json.ts';
import { id8Of } from '../tenant/names.ts';
import { type CheckedTenant, checkNewTenant } from './check-new-tenant.ts';

/** A tenant to render that need not exist. */
export interface RenderInput {
  readonly product: string;
  readonly params: JsonObject;
  /** Left out: `example`. */
  readonly slug?: string;
  readonly tier?: string;
  /** A UUID; left out: one of zeros. */
  readonly tenantId?: string;
  /** Display name of the customer; left out: `Example`. */
  readonly organization?: string;
}

/** Stands for the id of a tenant that need not exist. */
export const exampleId = '00000000-0000-4000-8000-000000000000';

// Nothing is placed: any cluster will do.
const placement = { cluster: '', region: '' } as const;

/**
 * The objects that a tenant with these values gets, in a fixed order with sorted keys; generated
 * values read `<generated>`, secret ones `<sealed>`. Reads and writes nothing. Throws `invalid_params`
 * with every fault of the values at once.
 */
export function renderTenant(catalog: Catalog, input: RenderInput): readonly KubernetesObject[] {
  const {
    tenantId = exampleId,
    slug = exampleSlug(catalog, input),
    organization = 'Example',
  } = input;
  const { product, params, tier } = input;
  const wanted = {
    product,
    params,
    organization,
    labels: {},
    ...(slug !== undefined && { slug }),
    ...(tier !== undefined && { tier }),
  };
  const check = checkNewTenant(catalog, placement, wanted);
  const errors = [...(check.ok ? [] : check.errors), ...idErrors(tenantId)];
  if (!check.ok || errors.length > 0) {
    throw new TenantryError(
      'invalid_params',
      `Cannot render product "${product}": the values have errors`,
      {
        errors,
      },
    );
  }
  const { tenant } = check;
  const spot = { places: tenant.blueprint.secretParams ?? [], pointerBase: '' };
  const resolvedParams = mapSecrets(tenant.resolvedParams, spot, () => sealedValue);
  return renderChecked({ ...tenant, resolvedParams }, tenantId.toLowerCase());
}

/** Undefined: the params name the slug themselves. */
function exampleSlug(catalog: Catalog, { product, params }: RenderInput): string | undefined {
  const blueprint = catalog.get(product);
  const parsed = blueprint && parseParams(blueprint, params, '/params');
  const named = parsed?.ok === true ? blueprint?.slugIn?.(parsed.params) : undefined;
  return named === undefined ? 'example' : undefined;
}

function idErrors(tenantId: string): readonly InputError[] {
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(tenantId)) return [];
  return [{ pointer: '/tenant_id', code: 'invalid_format', message: 'Must be a UUID' }];
}

/** The objects of a tenant that may be created, under this id. */
export function renderChecked(checked: CheckedTenant, id: string): readonly KubernetesObject[] {
  const { blueprint, organization, tier, resolvedParams } = checked;
  const slug = checked.slugOf(id);
  const namespace = blueprint.namespace(slug);
  const id8 = id8Of(id);
  return renderObjects(blueprint, {
    tenant: { id, id8, slug, organization, organization_id: 'default', tier, namespace },
    params: resolvedParams,
  });
}
