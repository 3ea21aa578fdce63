import { createHash } from 'node:crypto';
import { canonicalJson } from '../tenant/canonical-json.ts';

/** SHA-256 (hex) of a JSON value, independent of the order of keys. Not for secrets. */
export function digestOf(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex');
}
