import { z } from 'zod';
import type { JsonObject } from '../../shared/tenant/json.ts';

/** A time in an answer. */
export const timeSchema = z.iso.datetime().meta({ description: 'RFC 3339, UTC' });

/** An object with any members, described as such in the document. */
export function jsonObjectSchema(description: string) {
  const isObject = (value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value);
  // Zod's own recursive JSON schema makes references that readers of OpenAPI do not follow.
  return z.custom<JsonObject>(isObject).meta({ type: 'object', description });
}

/** The member that leads to the next page of every list. */
export const cursorSchema = z
  .string()
  .nullable()
  .meta({ description: 'Give it as ?cursor=; null on the last page' });

/** Every state of an operation. */
export const operationStates = [
  'queued',
  'running',
  'waiting',
  'succeeded',
  'failed',
  'cancelled',
  'superseded',
] as const;

/** Every kind of operation. */
export const operationKinds = [
  'create',
  'update',
  'upgrade',
  'rollback',
  'suspend',
  'resume',
  'restore',
  'delete',
] as const;

/** How many items of a list, from where on. */
export const pageQuery = {
  limit: z
    .string()
    .regex(/^\d{1,3}$/, 'Must be a whole number from 1 to 200')
    .transform(Number)
    .pipe(z.number().min(1).max(200))
    .default(50)
    .meta({ description: 'Items a page, 1 to 200' }),
  cursor: z
    .string()
    .max(2048)
    .optional()
    .meta({ description: 'next_cursor of the page before, with the same filter and order' }),
};

/** How long to wait for news. */
export const waitQuery = z
  .string()
  .regex(/^\d{1,2}$/, 'Must be a whole number of seconds from 0 to 30')
  .transform(Number)
  .pipe(z.number().max(30))
  .default(0)
  .meta({ description: 'Seconds to wait for a change, 0 to 30' });

/** The address of one tenant. Any text is looked up: what is no id is simply not found. */
export const tenantParams = z.object({
  id: z.string().meta({ description: 'Id of the tenant', examples: [exampleId()] }),
});

/** An id for examples. */
export function exampleId(): string {
  return '3f2b8a4e-5c1d-4e8f-9a7b-041b27c0ffee';
}
