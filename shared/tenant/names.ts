import { createHash } from 'node:crypto';

/** Longest DNS label (RFC 1123). */
export const labelLengthMax = 63;

const hashLength = 8;

/**
 * Joins parts to a name of at most `lengthMax` characters: as it is when it fits, else cut and
 * ended by a hash of the whole, so that different inputs stay different.
 */
export function boundedName(parts: readonly string[], lengthMax: number = labelLengthMax): string {
  const name = parts.join('-');
  if (name.length <= lengthMax) return name;
  const hash = createHash('sha256').update(name).digest('hex').slice(0, hashLength);
  const head = name.slice(0, lengthMax - hashLength - 1).replace(/-+$/, '');
  return `${head}-${hash}`;
}

/** The part of a tenant's id that object names carry. */
export function id8Of(tenantId: string): string {
  return tenantId.replaceAll('-', '').slice(0, hashLength);
}
