import type { EmbeddedQueue } from '../../shared/adapters/embedded/create-embedded-queue.ts';
import type { Queue } from '../../shared/ports/queue.ts';
import { TenantryError } from '../../shared/tenant/errors.ts';
import { wallClock } from './clocks.ts';
import { embeddedDatabase } from './embedded-database.ts';
import type { Parts } from './parts.ts';

/** The queue that the configuration chose; the embedded one has its consumer's side too. */
export async function composeQueue(parts: Parts): Promise<Queue & Partial<EmbeddedQueue>> {
  const { TENANTRY_QUEUE: choice } = parts.config;
  switch (choice) {
    case 'embedded':
      return await embeddedQueue(parts);
    case 'pubsub':
      return await pubsubQueue(parts);
    case undefined:
      throw new TenantryError('invalid_configuration', 'Cannot start: no queue was chosen');
    default:
      return choice satisfies never;
  }
}

async function embeddedQueue(parts: Parts): Promise<EmbeddedQueue> {
  const { createEmbeddedQueue } = await import(
    '../../shared/adapters/embedded/create-embedded-queue.ts'
  );
  const { logger } = parts;
  const database = await embeddedDatabase(parts);
  return createEmbeddedQueue(database, { clock: wallClock, random: Math.random, logger });
}

async function pubsubQueue({ config, atEnd }: Parts): Promise<Queue> {
  const { createPubsubQueue } = await import('../../shared/adapters/pubsub/create-pubsub-queue.ts');
  const { GOOGLE_CLOUD_PROJECT, PUBSUB_TOPIC, PUBSUB_EMULATOR_HOST: emulatorHost } = config;
  const queue = createPubsubQueue({
    projectId: GOOGLE_CLOUD_PROJECT ?? '',
    topicId: PUBSUB_TOPIC ?? '',
    ...(emulatorHost !== undefined && { emulatorHost }),
  });
  atEnd(() => queue.close());
  return queue;
}
