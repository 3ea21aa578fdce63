import { TenantryError } from './errors.ts';
import type { JsonObject } from './json.ts';

/** The schema of the records and messages that this program writes. */
const recordSchema = 1;

/** Raises a record from one schema to the next. */
export type Upcast = (record: JsonObject) => JsonObject;

/** Older schema → how its records become those of the next one. Nothing is older than schema 1. */
const recordUpcasts: Readonly<Record<number, Upcast>> = {};

/**
 * The record in the schema of this program: older ones are upcast, one step per schema. A record of
 * a newer schema, or of none, is refused with `unknown_schema`, so that nobody writes over what it
 * does not understand.
 */
export function readRecord(
  document: unknown,
  upcasts: Readonly<Record<number, Upcast>> = recordUpcasts,
): JsonObject {
  const record = asObject(document);
  const schema = schemaOf(record);
  if (schema === recordSchema) return record;
  const upcast = schema < recordSchema ? upcasts[schema] : undefined;
  if (upcast === undefined) throw unknownSchema(`it has schema ${schema}`);
  const raised = upcast(record);
  // Ends the recursion even if an upcast forgets to raise the schema.
  if (schemaOf(raised) <= schema) throw unknownSchema(`schema ${schema} is not raised`);
  return readRecord(raised, upcasts);
}

function asObject(document: unknown): JsonObject {
  if (typeof document !== 'object' || document === null || Array.isArray(document)) {
    throw unknownSchema('it is not an object');
  }
  return document as JsonObject;
}

function schemaOf(record: JsonObject): number {
  const schema = Object.hasOwn(record, 'schema') ? record['schema'] : undefined;
  if (typeof schema !== 'number' || !Number.isInteger(schema)) {
    throw unknownSchema('it does not say its schema');
  }
  return schema;
}

function unknownSchema(why: string): TenantryError {
  return new TenantryError(
    'unknown_schema',
    `Cannot read record: ${why}, and this program knows schema ${recordSchema}`,
  );
}
