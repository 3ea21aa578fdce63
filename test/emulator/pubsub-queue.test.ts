import { inject } from 'vitest';
import { createPubsubQueue } from '../../shared/adapters/pubsub/create-pubsub-queue.ts';
import { queueContract } from '../contracts/queue.contract.ts';
import type { QueueUnderTest } from '../contracts/queue-under-test.ts';
import { type Door, openDoor } from '../fakes/open-door.ts';
import { attemptsMax, openPubsub } from './open-pubsub.ts';

const { pubsubHost, projectId } = inject('emulators');

queueContract('createPubsubQueue()', async () => openQueue(`${projectId}-queue`));

/** The queue on a topic of its own, whose hints are pushed through the door of pushed work. */
async function openQueue(project: string): Promise<QueueUnderTest> {
  const pubsub = await openPubsub(pubsubHost, project);
  const { topicId, deadMessages } = pubsub;
  const queue = createPubsubQueue({ projectId: project, topicId, emulatorHost: pubsubHost });
  const doors: Door[] = [];
  return {
    ...{ queue, attemptsMax, patienceMs: 30_000 },
    consume: async (handler) => {
      const door = await openDoor(handler);
      doors.push(door);
      await pubsub.pushTo(`${door.proxy.url}/push`);
      return async () => {
        await pubsub.pushTo(undefined);
      };
    },
    listDeadLetters: async () => deadMessages.map(({ data }) => JSON.parse(data.toString())),
    close: async () => {
      await pubsub.close();
      await Promise.all(doors.map((door) => door.close()));
      await queue.close();
    },
  };
}
