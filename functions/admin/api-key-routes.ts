import { z } from 'zod';
import type { Store } from '../../shared/ports/store.ts';
import {
  apiKeyView,
  assertMayGrant,
  listApiKeys,
  revokeApiKey,
} from '../../shared/use-cases/api-keys.ts';
import { hashOfKey } from '../http/authenticate.ts';
import { createApiKey } from '../http/create-api-key.ts';
import { type CursorPorts, pageAnswer, pageRequest } from '../http/page.ts';
import { defineRoute, type Route } from '../http/route.ts';
import { apiKeyListSchema, apiKeySchema, newApiKeySchema } from '../schemas/api-key-schema.ts';
import { pageQuery } from '../schemas/common-schemas.ts';

export interface ApiKeyPorts extends CursorPorts {
  readonly store: Pick<Store, 'get' | 'transact' | 'listApiKeys'>;
  readonly newId: () => string;
}

const listApiKeysRoute = defineRoute({
  operationId: 'listApiKeys',
  method: 'get',
  path: '/api-keys',
  tag: 'admin',
  summary: 'List API keys, newest first',
  description: 'Whose they are, never what they are. A key of one organization sees its own.',
  role: 'admin',
  query: z.strictObject(pageQuery),
  answers: { 200: { description: 'A page of API keys', schema: apiKeyListSchema } },
  problems: ['invalid_cursor'],
  handle: async (ports: ApiKeyPorts, { principal, query }) => {
    const list = { name: 'api_keys', principal, filter: [] };
    const page = await pageRequest(ports, list, query);
    return await pageAnswer(ports, list, await listApiKeys(ports, { principal, page }));
  },
});

const createApiKeyRoute = defineRoute({
  operationId: 'createApiKey',
  method: 'post',
  path: '/api-keys',
  tag: 'admin',
  summary: 'Make an API key',
  description:
    'The answer alone has the key: it is stored nowhere, so this call takes no Idempotency-Key. Revoke a key whose answer was lost.',
  role: 'admin',
  body: z.strictObject({
    organization_id: z
      .string()
      .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'Must be 1–63 of a–z, 0–9 and "-"')
      .meta({ description: 'The organization that its tenants belong to' }),
    role: z.enum(['viewer', 'operator', 'admin']),
    is_global: z.boolean().default(false).meta({
      description: 'Whether it reaches every organization',
    }),
  }),
  bodyExamples: { 'for a sign-up page': { organization_id: 'default', role: 'operator' } },
  answers: { 201: { description: 'The key, this once', schema: newApiKeySchema } },
  problems: [],
  handle: async ({ store, newId }: ApiKeyPorts, { principal, body }) => {
    assertMayGrant(principal, body);
    const key = await createApiKey(store, { id: newId(), ...body });
    const record = await store.get('api_keys', hashOfKey(key));
    return { status: 201, body: { ...(record && apiKeyView(record)), key } };
  },
});

const revokeApiKeyRoute = defineRoute({
  operationId: 'revokeApiKey',
  method: 'delete',
  path: '/api-keys/{id}',
  tag: 'admin',
  summary: 'Revoke an API key',
  description: 'Every key with this id; instances may take one that they know for 10 s more.',
  role: 'admin',
  params: z.object({ id: z.string().meta({ description: 'Id of the key' }) }),
  answers: { 200: { description: 'The key that was', schema: apiKeySchema } },
  problems: ['api_key_not_found'],
  handle: async (ports: ApiKeyPorts, { principal, params: { id } }) => ({
    status: 200,
    body: await revokeApiKey(ports, { principal, id }),
  }),
});

/** Who may call the API. */
export const apiKeyRoutes: readonly Route<ApiKeyPorts>[] = [
  listApiKeysRoute,
  createApiKeyRoute,
  revokeApiKeyRoute,
];
