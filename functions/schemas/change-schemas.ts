import { z } from 'zod';
import type { JsonObject } from '../../shared/tenant/json.ts';
import type { TenantPatch } from '../../shared/use-cases/update-tenant.ts';
import { jsonObjectSchema } from './common-schemas.ts';
import { labelsPatchSchema } from './label-schemas.ts';

/** What a change of a tenant may say: a JSON merge patch (RFC 7396). */
export const patchSchema = z.strictObject({
  params: jsonObjectSchema('What to change of the params; null takes a value back').optional(),
  tier: z.string().max(63).optional().meta({ description: 'One of the tiers of the product' }),
  labels: labelsPatchSchema.optional(),
  organization: z
    .string()
    .trim()
    .min(2)
    .max(100)
    .optional()
    .meta({ description: 'Display name of the customer' }),
  deletion_protection: z
    .boolean()
    .optional()
    .meta({ description: 'While true the tenant cannot be deleted' }),
});

/** What suspending a tenant takes. */
export const suspensionSchema = z.strictObject({
  reason: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .meta({ description: 'Why, for people and the audit trail', examples: ['unpaid'] }),
});

/** What upgrading a tenant takes. */
export const upgradeSchema = z.strictObject({
  version: z
    .string()
    .max(63)
    .optional()
    .meta({ description: 'One of the versions of the product', examples: ['1.1.0'] }),
  params: jsonObjectSchema('What to change of the params').optional(),
});

/** What rolling a tenant back takes. */
export const rollbackSchema = z.strictObject({
  revision: z.int().min(1).optional().meta({ description: 'Number of a revision of the tenant' }),
});

/** The patch that a body states, without what it leaves out. */
export function patchOf(body: z.output<typeof patchSchema>): TenantPatch {
  const { params, tier, labels, organization, deletion_protection } = body;
  return {
    ...(params !== undefined && { params }),
    ...(tier !== undefined && { tier }),
    ...(labels !== undefined && { labels }),
    ...(organization !== undefined && { organization }),
    ...(deletion_protection !== undefined && { deletion_protection }),
  };
}

/** The upgrade that a body states. */
export function upgradeOf({ version, params }: z.output<typeof upgradeSchema> = {}): {
  readonly version?: string;
  readonly params?: JsonObject;
} {
  return {
    ...(version !== undefined && { version }),
    ...(params !== undefined && { params }),
  };
}

/** The rollback that a body states. */
export function rollbackOf({ revision }: z.output<typeof rollbackSchema> = {}): {
  readonly revision?: number;
} {
  return revision === undefined ? {} : { revision };
}
