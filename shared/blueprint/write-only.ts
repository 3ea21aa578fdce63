import type { Json, JsonObject } from '../tenant/json.ts';
import { partsOf } from './secret-places.ts';

/**
 * A JSON Schema in which the text at a place (JSON pointer into the values, `*` for any member) is
 * marked `writeOnly`; undefined when it has no text there.
 */
export function writeOnlyAt(schema: JsonObject, place: string): JsonObject | undefined {
  return markedAt(schema, partsOf(place));
}

function markedAt(schema: JsonObject, [part, ...rest]: readonly string[]): JsonObject | undefined {
  if (part === undefined) {
    return schema['type'] === 'string' ? { ...schema, writeOnly: true } : undefined;
  }
  if (part === '*') return markedMember(schema, 'additionalProperties', rest);
  const properties = objectOf(schema['properties']);
  const marked = properties && markedMember(properties, part, rest);
  return marked && { ...schema, properties: marked };
}

function markedMember(
  parent: JsonObject,
  name: string,
  rest: readonly string[],
): JsonObject | undefined {
  const member = Object.hasOwn(parent, name) ? objectOf(parent[name]) : undefined;
  const marked = member && markedAt(member, rest);
  return marked && { ...parent, [name]: marked };
}

function objectOf(value: Json | undefined): JsonObject | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as JsonObject)
    : undefined;
}
