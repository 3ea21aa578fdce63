import { z } from 'zod';
import type { JsonObject } from '../../shared/tenant/json.ts';

/** A time in an answer. */
export const timeSchema = z.iso.datetime().meta({ description: 'RFC 3339, UTC' });

/** An object with any members, described as such in the document. */
export function jsonObjectSchema(description: string) {
  const isObject = (value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value);
  // Zod's own recursive JSON schema makes references that readers of OpenAPI do not follow.
  const fault = { message: 'Must be an object', params: { code: 'wrong_type' } };
  return z.custom<JsonObject>(isObject, fault).meta({ type: 'object', description });
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
  'repair',
  'delete',
] as const;

/** A whole number in a query, where everything is text; only plain digits count. */
export function wholeNumberQuery(min: number, max: number) {
  const toNumber = (text: unknown) =>
    typeof text === 'string' && /^\d{1,16}$/.test(text) ? Number(text) : text;
  return z.preprocess(
    toNumber,
    z.int(`Must be a whole number from ${min} to ${max}`).min(min).max(max),
  );
}

/** How many items of a list, from where on. */
export const pageQuery = {
  limit: wholeNumberQuery(1, 200).default(50).meta({ description: 'Items a page', default: 50 }),
  cursor: z.string().optional().meta({
    description: '`next_cursor` of the page before, with the same filter and order',
    // For readers only: a text of another form is answered 400 like any foreign cursor.
    pattern: '^[A-Za-z0-9_-]{1,1024}\\.[A-Za-z0-9_-]{43}$',
  }),
};

/** How long to wait for news. */
export const waitQuery = wholeNumberQuery(0, 30)
  .default(0)
  .meta({ description: 'Seconds to wait for a change', default: 0 });

/** The plan that a wish carries out. */
export const planIdSchema = z
  .string()
  .max(512)
  .optional()
  .meta({ description: 'Of a plan: the wish is then granted as planned or not at all' });

/** The address of one tenant. Any text is looked up: what is no id is simply not found. */
export const tenantParams = z.object({
  id: z
    .string()
    .meta({ description: 'Id of the tenant', examples: ['3f2b8a4e-5c1d-4e8f-9a7b-041b27c0ffee'] }),
});
