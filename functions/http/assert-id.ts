import { TenantryError } from '../../shared/tenant/errors.ts';

const idPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/**
 * The text when it has the form of an id; else throws what looking it up would. So a store sees
 * nothing but ids, and a caller learns nothing about their form.
 */
export function assertId(kind: 'tenant' | 'operation', text: string): string {
  if (idPattern.test(text)) return text;
  throw new TenantryError(`${kind}_not_found`, `Cannot find ${kind} "${text}"`);
}
