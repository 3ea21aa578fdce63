import { z } from 'zod';
import type { EventView } from '../../shared/use-cases/list-events.ts';
import { cursorSchema, timeSchema } from './common-schemas.ts';

/** One event. */
export const eventSchema = z
  .object({
    tenant_id: z.uuid(),
    organization_id: z.string(),
    number: z.int().meta({ description: '1, 2, 3 … per tenant' }),
    type: z.string().meta({ examples: ['tenant.created'] }),
    message: z.string(),
    actor: z.string().meta({ description: 'Who did it' }),
    operation_id: z.string().nullable(),
    request_id: z.string().nullable(),
    at: timeSchema,
  })
  .meta({
    id: 'Event',
    description: "One line of a tenant's audit trail",
  }) satisfies z.ZodType<EventView>;

/** One page of events. */
export const eventListSchema = z
  .object({ events: z.array(eventSchema), next_cursor: cursorSchema })
  .meta({ id: 'EventList' });
