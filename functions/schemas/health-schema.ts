import { z } from 'zod';

/** The program runs. */
export const healthSchema = z
  .object({ status: z.literal('ok'), version: z.string() })
  .meta({ id: 'Health' });

const dependencySchema = z
  .object({
    kind: z.string().meta({ description: 'What stands behind it', examples: ['simulated'] }),
    status: z.enum(['ok', 'unavailable']),
  })
  .meta({ id: 'Dependency' });

/** Whether the program can do its work, with one entry per dependency. */
export const readinessSchema = z
  .object({
    status: z.enum(['ready', 'unavailable']),
    version: z.string(),
    dependencies: z.record(z.string(), dependencySchema).meta({
      examples: [{ store: { kind: 'embedded', status: 'ok' } }],
    }),
  })
  .meta({ id: 'Readiness' });
