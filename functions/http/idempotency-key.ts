import { createHash } from 'node:crypto';
import { canonicalJson } from '../../shared/tenant/canonical-json.ts';
import { TenantryError } from '../../shared/tenant/errors.ts';
import type { Json } from '../../shared/tenant/json.ts';
import type { Principal } from '../../shared/tenant/principal.ts';
import type { Idempotency } from './route.ts';

/** What makes a wish the same wish. */
export interface KeyedRequest {
  readonly principal: Principal;
  readonly method: string;
  readonly path: string;
  /** The `Idempotency-Key` header. */
  readonly key: string | undefined;
  readonly ifMatch: string | undefined;
  readonly query: Readonly<Record<string, string>>;
  readonly body: Json | undefined;
}

/**
 * Names a wish by its caller and key, so that nobody's key matches another's. Undefined without a
 * key; throws `invalid_idempotency_key` when it is not 1–255 characters of printable ASCII.
 */
export function idempotencyOf(request: KeyedRequest): Idempotency | undefined {
  const { principal, method, path, key, ifMatch, query, body } = request;
  if (key === undefined) return undefined;
  if (!/^[\x20-\x7e]{1,255}$/.test(key)) throw invalidKey();
  return {
    id: sha256([principal.organization_id, principal.id, method, path, key]),
    fingerprint: sha256([body ?? null, ifMatch ?? null, query]),
  };
}

function sha256(parts: readonly Json[]): string {
  return createHash('sha256').update(canonicalJson(parts)).digest('hex');
}

function invalidKey(): TenantryError {
  return new TenantryError(
    'invalid_idempotency_key',
    'Cannot use the Idempotency-Key: it must be 1 to 255 characters of printable ASCII',
  );
}
