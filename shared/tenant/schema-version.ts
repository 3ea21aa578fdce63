import { TenantryError } from './errors.ts';
import type { JsonObject } from './json.ts';
import { tenantUpcasts } from './tenant-upcasts.ts';

/** Raises a record from one schema to the next. */
export type Upcast = (record: JsonObject) => JsonObject;

/** The schema that this program writes, and how records of older ones become those of the next. */
export interface RecordSchema {
  readonly schema: number;
  readonly upcasts: Readonly<Record<number, Upcast>>;
}

/** Records and messages whose schema has grown, by collection. */
const grownSchemas: Readonly<Record<string, RecordSchema>> = {
  tenants: { schema: 2, upcasts: tenantUpcasts },
};

const firstSchema: RecordSchema = { schema: 1, upcasts: {} };

/** The schema of a collection's records; `hints` are the messages of the queue. */
export function recordSchemaOf(collection: string): RecordSchema {
  return grownSchemas[collection] ?? firstSchema;
}

/**
 * The record in the schema of this program: older ones are upcast, one step per schema. A record of
 * a newer schema, or of none, is refused with `unknown_schema`, so that nobody writes over what it
 * does not understand.
 */
export function readRecord(document: unknown, known: RecordSchema): JsonObject {
  const record = asObject(document, known);
  const schema = schemaOf(record, known);
  if (schema === known.schema) return record;
  const upcast = schema < known.schema ? known.upcasts[schema] : undefined;
  if (upcast === undefined) throw unknownSchema(`it has schema ${schema}`, known);
  const raised = upcast(record);
  // Ends the recursion even if an upcast forgets to raise the schema.
  if (schemaOf(raised, known) <= schema)
    throw unknownSchema(`schema ${schema} is not raised`, known);
  return readRecord(raised, known);
}

function asObject(document: unknown, known: RecordSchema): JsonObject {
  if (typeof document !== 'object' || document === null || Array.isArray(document)) {
    throw unknownSchema('it is not an object', known);
  }
  return document as JsonObject;
}

function schemaOf(record: JsonObject, known: RecordSchema): number {
  const schema = Object.hasOwn(record, 'schema') ? record['schema'] : undefined;
  if (typeof schema !== 'number' || !Number.isInteger(schema)) {
    throw unknownSchema('it does not say its schema', known);
  }
  return schema;
}

function unknownSchema(why: string, { schema }: RecordSchema): TenantryError {
  return new TenantryError(
    'unknown_schema',
    `Cannot read record: ${why}, and this program knows schema ${schema}`,
  );
}
