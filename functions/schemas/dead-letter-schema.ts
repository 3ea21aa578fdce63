import { z } from 'zod';
import { deadLetterStates } from '../../shared/tenant/dead-letter.ts';
import { cursorSchema, timeSchema } from './common-schemas.ts';

const bodySchema = z
  .object({
    encoding: z.enum(['utf-8', 'base64']),
    text: z.string(),
    bytes: z.int().meta({ description: 'Of the whole body; more than `text` has when it was cut' }),
  })
  .meta({ description: 'The beginning of the body, at most 8 KiB' });

/** A dead letter in an answer. */
export const deadLetterSchema = z
  .object({
    id: z.string().meta({ description: 'Id of the message' }),
    state: z.enum(deadLetterStates),
    reason: z.object({ code: z.string(), message: z.string() }),
    tenant_id: z.string().nullable(),
    body: bodySchema,
    attributes: z.record(z.string(), z.string()),
    attempts: z.int().nullable().meta({ description: 'Deliveries before it was given up' }),
    published_at: timeSchema.nullable(),
    received_at: timeSchema,
    settled_at: timeSchema.nullable(),
    settled_by: z.string().nullable(),
    expires_at: timeSchema,
  })
  .meta({ id: 'DeadLetter' });

/** A page of dead letters. */
export const deadLetterListSchema = z
  .object({ dead_letters: z.array(deadLetterSchema), next_cursor: cursorSchema })
  .meta({ id: 'DeadLetterList' });
