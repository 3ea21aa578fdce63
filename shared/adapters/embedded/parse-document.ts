import { TenantryError } from '../../tenant/errors.ts';
import { readRecord, recordSchemaOf } from '../../tenant/schema-version.ts';

/**
 * The record of this collection (or `hints`) in a stored JSON text. A text that is not JSON means a damaged file →
 * `store_unavailable`; an unknown schema → `unknown_schema`.
 */
export function parseDocument<T>(collection: string, json: string): T {
  return readRecord(parseJson(json), recordSchemaOf(collection)) as unknown as T;
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    // Without the cause: its message quotes the text.
    throw new TenantryError(
      'store_unavailable',
      'Cannot read a document: its text in the embedded database is damaged',
    );
  }
}
