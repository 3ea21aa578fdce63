import type { Catalog } from '../blueprint/blueprint.ts';
import { versionsOf } from '../blueprint/blueprint-versions.ts';
import { mapSecrets } from '../blueprint/secret-places.ts';
import type { RemoveSealedValues } from '../blueprint/step-spec.ts';
import { isSealed } from '../tenant/sealed-token.ts';
import type { Tenant } from '../tenant/tenant.ts';

const hourMs = 3_600_000;

/** What ends a deletion: no secret value outlives its tenant. None for products without such values. */
export function removalOfValues(
  catalog: Catalog,
  { product, params }: Pick<Tenant, 'product' | 'params'>,
): readonly RemoveSealedValues[] {
  const newest = catalog.get(product);
  const versions = newest === undefined ? [] : versionsOf(newest);
  const places = versions.flatMap(({ secretParams = [] }) => secretParams);
  if (places.length === 0) return [];
  let isNeeded = false;
  mapSecrets(params, { places, pointerBase: '' }, (text) => {
    isNeeded ||= isSealed(text);
    return text;
  });
  return [
    {
      kind: 'remove-sealed-values',
      name: 'remove-sealed-values',
      deadlineMs: hourMs,
      isNeeded,
    },
  ];
}
