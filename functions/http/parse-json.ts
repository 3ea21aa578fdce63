import { TenantryError } from '../../shared/tenant/errors.ts';
import type { Json } from '../../shared/tenant/json.ts';

/** How many arrays and objects may lie inside each other. */
export const jsonDepthMax = 32;

/**
 * The value of a JSON text in UTF-8 (RFC 8259), strictly read. A repeated key keeps its last value;
 * `__proto__` is a key like any other and changes no prototype. Throws `invalid_utf8`,
 * `malformed_json` or `json_too_deep`.
 */
export function parseJson(bytes: Uint8Array): Json {
  const value = parseText(decode(bytes));
  if (!isShallow(value, jsonDepthMax)) {
    throw new TenantryError(
      'json_too_deep',
      `Cannot read the body: it is nested deeper than ${jsonDepthMax} levels`,
    );
  }
  return value;
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new TenantryError('invalid_utf8', 'Cannot read the body: it is not UTF-8', { cause });
  }
}

function parseText(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (cause) {
    throw new TenantryError('malformed_json', 'Cannot read the body: it is not JSON', { cause });
  }
}

/** Stops at the limit, so that it cannot overflow the stack. */
function isShallow(value: Json, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return levels > 0 && Object.values(value).every((member) => isShallow(member, levels - 1));
}
