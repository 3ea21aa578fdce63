import { z } from 'zod';
import type { EffectView } from '../../shared/use-cases/list-effects.ts';
import { timeSchema } from './common-schemas.ts';

const effectSchema = z
  .object({
    name: z.string().meta({ examples: ['welcome-mail'] }),
    state: z.enum(['started', 'done', 'not_done', 'unknown']).meta({
      description:
        'started: a worker is at it · not_done: positively nothing came of it · unknown: settle it',
    }),
    condition: z.string().meta({ description: 'Type of the condition that tells of it' }),
    reference: z.string().meta({ description: 'What it goes by outside, such as a Message-ID' }),
    attempts: z.int(),
    operation_id: z.string(),
    message: z.string().nullable(),
    started_at: timeSchema,
    ended_at: timeSchema.nullable(),
    settled_by: z.string().nullable().meta({ description: 'Who said what had come of it' }),
  })
  .meta({
    id: 'Effect',
    description: 'Something that was brought about outside once, such as a mail',
  }) satisfies z.ZodType<EffectView>;

/** All effects of a tenant, of which there are few. */
export const effectListSchema = z
  .object({ effects: z.array(effectSchema), next_cursor: z.null() })
  .meta({ id: 'EffectList' });

/** What a person found out about an effect. */
export const settlementSchema = z.strictObject({
  outcome: z.enum(['done', 'not_done']).meta({
    description: 'done: it is there and stays once · not_done: it is not, and is tried again',
  }),
});
