import type { WorkHint } from '../../shared/ports/queue.ts';
import { TenantryError } from '../../shared/tenant/errors.ts';
import type { Json, JsonObject } from '../../shared/tenant/json.ts';

const schemaKnown = 1;
const idPattern = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * The hint that a JSON value is, and nothing but a hint: a member more or less is `invalid_hint`. A
 * hint of a later schema is `newer_schema`, so that nobody drops what a newer version asked for.
 */
export function parseHint(value: Json): WorkHint {
  if (!isObject(value)) throw invalid('it is not an object');
  const schema = Object.hasOwn(value, 'schema') ? value['schema'] : undefined;
  if (typeof schema !== 'number' || !Number.isSafeInteger(schema) || schema < schemaKnown) {
    throw invalid('it does not say its schema');
  }
  if (schema > schemaKnown) throw newer(schema);
  const tenantId = Object.hasOwn(value, 'tenant_id') ? value['tenant_id'] : undefined;
  if (typeof tenantId !== 'string' || !idPattern.test(tenantId)) {
    throw invalid('it does not name a tenant');
  }
  if (Object.keys(value).length !== 2) throw invalid('it has unknown members');
  return { schema: schemaKnown, tenant_id: tenantId };
}

function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function invalid(why: string): TenantryError {
  return new TenantryError('invalid_hint', `Cannot read the hint: ${why}`);
}

function newer(schema: number): TenantryError {
  return new TenantryError(
    'newer_schema',
    `Cannot read the hint: it has schema ${schema}, and this program knows ${schemaKnown}`,
  );
}
