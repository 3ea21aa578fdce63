import type { Collection, Documents } from '../../ports/store.ts';
import type { DeadLetter } from '../../tenant/dead-letter.ts';
import { TenantryError } from '../../tenant/errors.ts';
import type { JsonObject } from '../../tenant/json.ts';
import type { Operation } from '../../tenant/operation.ts';
import type { ApiKey } from '../../tenant/records.ts';
import { readRecord, recordSchemaOf } from '../../tenant/schema-version.ts';
import type { Tenant } from '../../tenant/tenant.ts';
import type { DocumentKey } from './document-name.ts';
import type { FirestoreFields, FirestoreTime, FirestoreValue } from './firestore-api.ts';
import { shardOf } from './shards.ts';
import { tenantListKeys } from './tenant-list-keys.ts';

/** Longest record as UTF-8 JSON; the document around it stays below Firestore's limit of 1 MiB. */
const recordBytesMax = 1_000_000;

type Shadows = { readonly [C in Collection]?: (document: Documents[C]) => FirestoreFields };

/** What lists need beside the record; other collections are only read by their names. */
const shadows: Shadows = {
  tenants: tenantShadow,
  operations: operationShadow,
  dead_letters: deadLetterShadow,
  api_keys: apiKeyShadow,
};

/**
 * The fields of a document: the whole record as JSON text in `record`, and beside it only what
 * indexes and the TTL policy need. More than `recordBytesMax` → `document_too_large`; a schema that
 * this program could not read again → `unknown_schema`.
 */
export function documentFields<C extends Collection>(
  { collection, id }: DocumentKey<C>,
  document: Documents[C],
): FirestoreFields {
  readRecord(document, recordSchemaOf(collection));
  const record = JSON.stringify(document);
  const bytes = Buffer.byteLength(record);
  if (bytes > recordBytesMax) {
    throw new TenantryError(
      'document_too_large',
      `Cannot store "${collection}/${id}": it has ${bytes} bytes of JSON, at most ${recordBytesMax} are allowed`,
    );
  }
  return {
    record: text(record),
    ...expiryShadow(document),
    ...shadows[collection]?.(document),
  };
}

/** The record of this collection in a document's fields; an unknown schema → `unknown_schema`. */
export function recordOf<C extends Collection>(
  collection: C,
  fields: FirestoreFields,
): Documents[C] {
  return assertReadable(collection, fields) as unknown as Documents[C];
}

/** The record as JSON; throws `unknown_schema` or `store_unavailable` when it cannot be read. */
export function assertReadable(collection: string, fields: FirestoreFields): JsonObject {
  return readRecord(parseJson(fields['record']?.stringValue), recordSchemaOf(collection));
}

function tenantShadow(tenant: Tenant): FirestoreFields {
  const { labels, ...keys } = tenantListKeys(tenant);
  const list: FirestoreFields = {
    ...Object.fromEntries(Object.entries(keys).map(([name, value]) => [name, text(value)])),
    labels: { arrayValue: { values: labels.map(text) } },
    created_at: text(tenant.created_at),
    slug: text(tenant.slug),
  };
  // A document without the field is in no index on it: what is not due costs nothing.
  const due = tenant.due === null ? {} : { due: text(tenant.due) };
  return { list: { mapValue: { fields: list } }, shard: { integerValue: shardOf(tenant) }, ...due };
}

function operationShadow(operation: Operation): FirestoreFields {
  return { tenant_id: text(operation.tenant_id), created_at: text(operation.created_at) };
}

function deadLetterShadow({ state, received_at }: DeadLetter): FirestoreFields {
  return { state: text(state), received_at: text(received_at) };
}

function apiKeyShadow({ id, organization_id, created_at }: ApiKey): FirestoreFields {
  return {
    id: text(id),
    organization_id: text(organization_id),
    created_at: text(created_at),
  };
}

function expiryShadow(document: object): FirestoreFields {
  if (!('expires_at' in document) || typeof document.expires_at !== 'string') return {};
  return { expire_at: { timestampValue: timestampOf(document.expires_at) } };
}

/** A time as the service holds it. */
export function timestampOf(time: string): FirestoreTime {
  const ms = Date.parse(time);
  const seconds = Math.floor(ms / 1_000);
  return { seconds, nanos: (ms - seconds * 1_000) * 1_000_000 };
}

function text(value: string): FirestoreValue {
  return { stringValue: value };
}

function parseJson(json: string | null | undefined): unknown {
  try {
    return JSON.parse(json ?? '');
  } catch {
    // Without the cause: its message quotes the text.
    throw new TenantryError(
      'store_unavailable',
      'Cannot read a document: the text in its field "record" is damaged',
    );
  }
}
