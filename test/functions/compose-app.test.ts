import { afterEach, describe, expect, it } from 'vitest';
import { expectedCaller } from '../builders/push-claims.ts';
import { type ApiWorld, createApiWorld } from '../fakes/api-world.ts';

const onPubsub = {
  TENANTRY_QUEUE: 'pubsub',
  GOOGLE_CLOUD_PROJECT: 'demo-tenantry',
  PUBSUB_TOPIC: 'work',
  PUSH_AUDIENCE: expectedCaller.audience,
  PUSH_SERVICE_ACCOUNT: expectedCaller.serviceAccount,
};

let api: ApiWorld;

afterEach(() => api.close());

describe('composeApp()', () => {
  it.each(['/push', '/sweep', '/dead-letters'])(
    'opens %s to Google alone when the queue is Pub/Sub',
    async (path) => {
      api = await createApiWorld(onPubsub);

      const answer = await api.call(`POST ${path}`, { body: {} });

      expect(answer).toMatchObject({ status: 401, json: { code: 'token_missing' } });
    },
  );

  it('takes no dead letter by HTTP when the queue is embedded', async () => {
    api = await createApiWorld();

    const answer = await api.call('POST /dead-letters', { body: {} });

    expect(answer).toMatchObject({ status: 405, json: { code: 'method_not_allowed' } });
  });

  it.each(['/push', '/sweep'])('has no %s when the queue is embedded', async (path) => {
    api = await createApiWorld();

    const answer = await api.call(`POST ${path}`, { body: {} });

    expect(answer).toMatchObject({ status: 404, json: { code: 'route_not_found' } });
  });
});
