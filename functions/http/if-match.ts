import { TenantryError } from '../../shared/tenant/errors.ts';

/** The entity tag of a tenant's generation (RFC 9110, section 8.8.3). */
export function entityTag(generation: number): string {
  return `"${generation}"`;
}

/**
 * The generation that an `If-Match` header asks for; undefined for any. A tag that this API never
 * gave matches nothing: throws `generation_mismatch`.
 */
export function generationOf(ifMatch: string | undefined): number | undefined {
  if (ifMatch === undefined || ifMatch.trim() === '*') return undefined;
  const [, generation] = /^\s*"(\d{1,15})"\s*$/.exec(ifMatch) ?? [];
  if (generation !== undefined) return Number(generation);
  throw new TenantryError(
    'generation_mismatch',
    'Cannot change the tenant: If-Match is not an ETag of a tenant',
  );
}
