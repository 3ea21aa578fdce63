import { z } from 'zod';
import { tenantStatuses } from '../../shared/tenant/tenant.ts';
import type { PastTenantView } from '../../shared/use-cases/get-past-tenant.ts';
import type { RevisionDetails, RevisionView } from '../../shared/use-cases/revisions.ts';
import { cursorSchema, jsonObjectSchema, timeSchema } from './common-schemas.ts';
import { eventSchema } from './event-schema.ts';
import { fieldChangeSchema } from './plan-schema.ts';

const revisionSchema = z
  .object({
    tenant_id: z.uuid(),
    organization_id: z.string(),
    number: z.int().meta({ description: 'The generation that brought it' }),
    blueprint: z.object({ name: z.string(), version: z.string() }),
    tier: z.string(),
    params: jsonObjectSchema('With all defaults filled in'),
    actor: z.string().meta({ description: 'Who asked for it' }),
    reason: z.string().meta({ examples: ['upgrade to version 1.1.0'] }),
    at: timeSchema,
    is_good: z.boolean().meta({ description: 'Among the last ten that came true' }),
    is_current: z.boolean().meta({ description: 'What the tenant is made of now' }),
  })
  .meta({
    id: 'Revision',
    description: 'What a tenant was to be made of, from one wish on',
  }) satisfies z.ZodType<RevisionView>;

/** One page of revisions. */
export const revisionListSchema = z
  .object({ revisions: z.array(revisionSchema), next_cursor: cursorSchema })
  .meta({ id: 'RevisionList' });

/** A revision, and how it differs from another. */
export const revisionDetailsSchema = revisionSchema
  .extend({
    comparison: z
      .object({
        with: z.int().meta({ description: 'Number of the other revision' }),
        changes: z.array(fieldChangeSchema).meta({ description: 'From the other one to this one' }),
      })
      .nullable()
      .meta({ description: 'Null: none was asked for' }),
  })
  .meta({ id: 'RevisionDetails' }) satisfies z.ZodType<RevisionDetails>;

/** A tenant as it was. */
export const pastTenantSchema = z
  .object({
    id: z.uuid(),
    organization_id: z.string(),
    slug: z.string(),
    product: z.string(),
    created_at: timeSchema,
    at: timeSchema,
    revision: revisionSchema,
    status: z.enum(tenantStatuses).nullable().meta({ description: 'What its events say' }),
    last_event: eventSchema,
  })
  .meta({
    id: 'PastTenant',
    description: 'A tenant as it was at a time',
  }) satisfies z.ZodType<PastTenantView>;
