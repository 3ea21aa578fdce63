import { z } from 'zod';
import type { JsonObject } from '../tenant/json.ts';
import type { Blueprint } from './blueprint.ts';

/** The JSON Schema (2020-12) of what a caller may give as params. */
export function paramsSchema({ params }: Blueprint): JsonObject {
  return z.toJSONSchema(params, { io: 'input' }) as JsonObject;
}
