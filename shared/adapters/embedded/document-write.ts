import type { Collection, Documents } from '../../ports/store.ts';
import { TenantryError } from '../../tenant/errors.ts';
import { readRecord, recordSchemaOf } from '../../tenant/schema-version.ts';
import { entriesOf, type ListEntry } from './list-entries.ts';

/** Longest document as UTF-8 JSON, near what Firestore allows (1 MiB, counted in its own way). */
const documentBytesMax = 1_000_000;

/** A write that waits for its commit, already in the form that is stored. */
export interface DocumentWrite {
  readonly kind: 'create' | 'put' | 'remove';
  readonly collection: Collection;
  readonly id: string;
  /** Empty for `remove`. */
  readonly json: string;
  readonly entries: readonly ListEntry[];
}

export interface DocumentKey<C extends Collection> {
  readonly collection: C;
  readonly id: string;
}

/**
 * The write that stores a document as it is now. More than `documentBytesMax` →
 * `document_too_large`; a schema that this program could not read again → `unknown_schema`.
 */
export function documentWrite<C extends Collection>(
  kind: 'create' | 'put',
  { collection, id }: DocumentKey<C>,
  document: Documents[C],
): DocumentWrite {
  readRecord(document, recordSchemaOf(collection));
  const json = JSON.stringify(document);
  const bytes = Buffer.byteLength(json);
  if (bytes > documentBytesMax) {
    throw new TenantryError(
      'document_too_large',
      `Cannot store "${collection}/${id}": it has ${bytes} bytes of JSON, at most ${documentBytesMax} are allowed`,
    );
  }
  return { kind, collection, id, json, entries: entriesOf(collection, document) };
}
