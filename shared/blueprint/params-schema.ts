import { z } from 'zod';
import type { JsonObject } from '../tenant/json.ts';
import type { Blueprint } from './blueprint.ts';
import { writeOnlyAt } from './write-only.ts';

/** The JSON Schema (2020-12) of what a caller may give as params; secret values are `writeOnly`. */
export function paramsSchema({ params, secretParams = [] }: Blueprint): JsonObject {
  const schema = z.toJSONSchema(params, { io: 'input' }) as JsonObject;
  return secretParams.reduce((marked, place) => writeOnlyAt(marked, place) ?? marked, schema);
}
