import { z } from 'zod';
import { cursorSchema, timeSchema } from './common-schemas.ts';

const members = {
  id: z.string(),
  organization_id: z.string(),
  role: z.enum(['viewer', 'operator', 'admin']),
  is_global: z.boolean().meta({ description: 'Whether it reaches every organization' }),
  created_at: timeSchema,
};

/** An API key in an answer. */
export const apiKeySchema = z.object(members).meta({ id: 'ApiKey' });

/** The one answer that has the key itself. */
export const newApiKeySchema = z
  .object({ ...members, key: z.string().meta({ description: 'Shown this once, stored nowhere' }) })
  .meta({ id: 'NewApiKey' });

/** A page of API keys. */
export const apiKeyListSchema = z
  .object({ api_keys: z.array(apiKeySchema), next_cursor: cursorSchema })
  .meta({ id: 'ApiKeyList' });
