import { z } from 'zod';
import { tenantStatuses } from '../../shared/tenant/tenant.ts';
import type { StatusView, TenantView } from '../../shared/use-cases/tenant-view.ts';
import {
  cursorSchema,
  jsonObjectSchema,
  operationKinds,
  operationStates,
  timeSchema,
} from './common-schemas.ts';

const conditionSchema = z
  .object({
    type: z.string().meta({ examples: ['Provisioned'] }),
    status: z.enum(['True', 'False', 'Unknown']),
    reason: z.string().meta({ description: 'One CamelCase word that a program can compare' }),
    message: z.string().meta({ description: 'What is the case and what to do about it' }),
    observed_generation: z.int(),
    last_transition_time: timeSchema,
  })
  .meta({ id: 'Condition', description: 'A named fact, in the shape of a Kubernetes condition' });

/** The latest operation of a tenant, in short. */
export const lastOperationSchema = z
  .object({
    id: z.string(),
    kind: z.enum(operationKinds),
    state: z.enum(operationStates),
  })
  .meta({ id: 'LastOperation', description: 'The latest operation of a tenant' });

const healthSchema = z.enum(['healthy', 'degraded', 'unhealthy', 'unknown']);

const common = {
  id: z.uuid(),
  slug: z.string().meta({ examples: ['acme'] }),
  status: z.enum(tenantStatuses),
  health: healthSchema,
  conditions: z.array(conditionSchema),
  site_url: z
    .string()
    .nullable()
    .meta({ description: 'Where the tenant is reached; null until it is active' }),
  error_code: z.string().nullable(),
  error_message: z
    .string()
    .nullable()
    .meta({ description: 'Why the last operation failed; short, without secrets' }),
  operation: lastOperationSchema,
};

/** A tenant as every answer shows it. */
export const tenantSchema = z
  .object({
    ...common,
    organization_id: z.string().meta({ description: 'The organization that owns the tenant' }),
    product: z.string(),
    version: z.string().meta({ description: 'Version of the blueprint' }),
    tier: z.string(),
    params: jsonObjectSchema('As given, without the defaults'),
    labels: z.record(z.string(), z.string()),
    organization: z.string().meta({ description: 'Display name of the customer' }),
    cluster: z.string(),
    namespace: z.string(),
    outputs: jsonObjectSchema('What the product tells about the tenant; no secrets'),
    generation: z.int().meta({ description: 'Counts wishes; the ETag' }),
    observed_generation: z.int(),
    deletion_protection: z.boolean(),
    purge_at: timeSchema.nullable().meta({
      description: 'Until when a deleted tenant can be restored; null: it is not, or cannot be',
    }),
    created_at: timeSchema,
    updated_at: timeSchema,
    created_by: z.string(),
  })
  .meta({
    id: 'Tenant',
    description: "One customer's own deployment of a product",
  }) satisfies z.ZodType<TenantView>;

/** The answer to the status poll. */
export const statusSchema = z
  .object({
    ...common,
    version: z.int().meta({ description: 'For ?since=: grows with every change' }),
    retry_after: z.int().meta({ description: 'Seconds after which another poll is worth it' }),
  })
  .meta({ id: 'TenantStatus', description: 'The cheap poll' }) satisfies z.ZodType<StatusView>;

/** One page of tenants. */
export const tenantListSchema = z
  .object({ tenants: z.array(tenantSchema), next_cursor: cursorSchema })
  .meta({ id: 'TenantList' });
