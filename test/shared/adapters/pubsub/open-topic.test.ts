import { afterEach, describe, expect, it, vi } from 'vitest';
import { openTopic } from '../../../../shared/adapters/pubsub/open-topic.ts';
import { pubsubLimits } from '../../../../shared/adapters/pubsub/pubsub-limits.ts';

describe('openTopic()', () => {
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  it('opens a topic of Google, whatever emulator the environment names', async () => {
    vi.stubEnv('PUBSUB_EMULATOR_HOST', '127.0.0.1:1');
    vi.stubEnv('CLOUDSDK_API_ENDPOINT_OVERRIDES_PUBSUB', 'http://127.0.0.1:1/');

    const { topic, close } = await openTopic({ projectId: 'p1', topicId: 'work' }, pubsubLimits);

    expect(topic.name).toBe('projects/p1/topics/work');
    expect(topic.pubsub.isEmulator).toBe(false);
    expect(topic.pubsub.options).toMatchObject({
      servicePath: 'pubsub.googleapis.com',
      port: 443,
    });
    expect(topic.pubsub.options).not.toHaveProperty('sslCreds');
    await close();
  });

  it('opens a topic of the emulator that it is told', async () => {
    const address = { projectId: 'p1', topicId: 'work', emulatorHost: '127.0.0.1:8085' };

    const { topic, close } = await openTopic(address, pubsubLimits);

    expect(topic.pubsub.isEmulator).toBe(true);
    expect(topic.pubsub.options).toMatchObject({ servicePath: '127.0.0.1', port: 8085 });
    await close();
  });
});
