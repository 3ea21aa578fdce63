import type { Blueprint, Catalog } from '../blueprint/blueprint.ts';
import { assertBlueprint } from '../blueprint/validate-blueprint.ts';
import type { JsonObject } from '../tenant/json.ts';
import { createFrappeBlueprint } from './frappe/create-frappe-blueprint.ts';
import type { FrappeSettings } from './frappe/frappe-settings.ts';

/** What the platform's owner sets, by product. */
export interface CatalogSettings {
  readonly frappe: FrappeSettings;
  /** Whether images may have the tag `latest` (not in production). */
  readonly isLatestAllowed?: boolean;
}

interface Registration {
  readonly blueprint: Blueprint;
  /** Params of a made-up tenant, which the checks render. */
  readonly sample: JsonObject;
}

/** All products. Throws `invalid_blueprint` with every fault when one may not be registered. */
export function createCatalog({ frappe, isLatestAllowed = false }: CatalogSettings): Catalog {
  const registrations: readonly Registration[] = [
    { blueprint: createFrappeBlueprint(frappe), sample: { email: 'admin@example.com' } },
  ];
  for (const { blueprint, sample } of registrations) {
    assertBlueprint(blueprint, { sample, isLatestAllowed });
  }
  return new Map(registrations.map(({ blueprint }) => [blueprint.name, blueprint]));
}
