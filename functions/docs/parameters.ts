import { z } from 'zod';
import type { Json, JsonObject } from '../../shared/tenant/json.ts';
import type { RouteSchemas } from '../http/route.ts';

/** The parameters of a route: path, query and headers. */
export function parametersOf(route: RouteSchemas): readonly JsonObject[] {
  return [
    ...fieldsOf(route.params, 'path'),
    ...fieldsOf(route.query, 'query'),
    ...(route.isWish === true ? [idempotencyKey] : []),
    ...(route.hasIfMatch === undefined
      ? []
      : [{ ...ifMatch, ...(route.hasIfMatch === 'required' && { required: true }) }]),
  ];
}

const idempotencyKey: JsonObject = {
  name: 'Idempotency-Key',
  in: 'header',
  description: 'The same key with the same body gets the first answer again, for 24 hours',
  schema: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[\\x20-\\x7e]+$' },
};

const ifMatch: JsonObject = {
  name: 'If-Match',
  in: 'header',
  description: 'The ETag of the tenant that you read: 412 when it has changed since',
  schema: { type: 'string', pattern: '^(\\*|"[0-9]{1,15}")$', examples: ['"1"'] },
};

function fieldsOf(schema: z.ZodType | undefined, place: 'path' | 'query'): readonly JsonObject[] {
  if (schema === undefined) return [];
  const { properties = {}, required = [] } = z.toJSONSchema(schema, { io: 'input' });
  return Object.entries(properties).map(([name, property]) => {
    const { description, ...rest } = JSON.parse(JSON.stringify(property)) as JsonObject;
    return {
      name,
      in: place,
      ...(required.includes(name) && { required: true }),
      ...describe(description),
      schema: rest,
    };
  });
}

function describe(description: Json | undefined): JsonObject {
  return description === undefined ? {} : { description };
}
