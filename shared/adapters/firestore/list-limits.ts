import { TenantryError } from '../../tenant/errors.ts';

/** Longest page. */
export const pageLimitMax = 200;

/** Refuses a limit that is not a whole number from 1 to `limitMax`. */
export function guardLimit(limit: number, limitMax: number): void {
  if (Number.isInteger(limit) && limit >= 1 && limit <= limitMax) return;
  throw new TenantryError(
    'invalid_query',
    `Cannot list: the limit must be between 1 and ${limitMax}, not ${limit}`,
  );
}
