import { z } from 'zod';
import type { ObjectView } from '../../shared/use-cases/list-objects.ts';
import type { LogView } from '../../shared/use-cases/read-tenant-logs.ts';
import { cursorSchema } from './common-schemas.ts';
import { objectRefSchema } from './plan-schema.ts';

const objectSchema = z
  .object({
    object: objectRefSchema,
    uid: z.string(),
    state: z.enum(['ready', 'progressing', 'failed', 'missing', 'unknown']),
    reason: z.string().meta({ description: 'One word that a program can compare' }),
    message: z.string(),
  })
  .meta({
    id: 'TenantObject',
    description: 'An object that was applied for a tenant, and how it does',
  }) satisfies z.ZodType<ObjectView>;

/** The objects of a tenant. */
export const objectListSchema = z
  .object({ objects: z.array(objectSchema), next_cursor: cursorSchema })
  .meta({ id: 'TenantObjectList' });

const logSchema = z
  .object({
    pod: z.string(),
    container: z.string(),
    lines: z.array(z.string()),
    is_truncated: z.boolean().meta({ description: 'True: there were more bytes than are told' }),
    error: z
      .object({ code: z.string(), message: z.string() })
      .nullable()
      .meta({ description: 'Why there are no lines' }),
  })
  .meta({
    id: 'ContainerLog',
    description: 'The last lines of one container',
  }) satisfies z.ZodType<LogView>;

/** The last lines of the containers of a tenant. */
export const logListSchema = z
  .object({ logs: z.array(logSchema), next_cursor: cursorSchema })
  .meta({ id: 'ContainerLogList' });
