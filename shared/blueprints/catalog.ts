import type { Blueprint, Catalog } from '../blueprint/blueprint.ts';
import { assertBlueprint } from '../blueprint/validate-blueprint.ts';
import type { JsonObject } from '../tenant/json.ts';
import type { CodetetherSettings } from './codetether/codetether-settings.ts';
import { createCodetetherBlueprint } from './codetether/create-codetether-blueprint.ts';
import { createFrappeBlueprint } from './frappe/create-frappe-blueprint.ts';
import type { FrappeSettings } from './frappe/frappe-settings.ts';
import { createStarterBlueprint } from './starter/create-starter-blueprint.ts';
import type { StarterSettings } from './starter/starter-settings.ts';

/** What the platform's owner sets, by product. */
export interface CatalogSettings {
  readonly frappe: FrappeSettings;
  /** Absent: the product is not offered. */
  readonly codetether?: CodetetherSettings;
  /** Absent: the product is not offered. */
  readonly starter?: StarterSettings;
  /** Whether images may have the tag `latest` (not in production). */
  readonly isLatestAllowed?: boolean;
}

interface Registration {
  readonly blueprint: Blueprint;
  /** Params of a made-up tenant, which the checks render. */
  readonly sample: JsonObject;
}

/** All products. Throws `invalid_blueprint` with every fault when one may not be registered. */
export function createCatalog({
  frappe,
  codetether,
  starter,
  isLatestAllowed = false,
}: CatalogSettings): Catalog {
  const registrations: readonly Registration[] = [
    { blueprint: createFrappeBlueprint(frappe), sample: { email: 'admin@example.com' } },
    ...(codetether === undefined
      ? []
      : [
          {
            blueprint: createCodetetherBlueprint(codetether),
            sample: { image: { tag: 'v1.0.0' } },
          },
        ]),
    ...(starter === undefined
      ? []
      : [
          {
            blueprint: createStarterBlueprint({ isLatestAllowed, ...starter }),
            sample: {
              api: { image: 'example.com/api:1.0.0' },
              web: { image: 'example.com/web:1.0.0' },
            },
          },
        ]),
  ];
  for (const { blueprint, sample } of registrations) {
    assertBlueprint(blueprint, { sample, isLatestAllowed });
  }
  return new Map(registrations.map(({ blueprint }) => [blueprint.name, blueprint]));
}
