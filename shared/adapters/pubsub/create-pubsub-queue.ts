import { Buffer } from 'node:buffer';
import type { Topic } from '@google-cloud/pubsub';
import type { Queue, WorkHint } from '../../ports/queue.ts';
import { readRecord, recordSchemaOf } from '../../tenant/schema-version.ts';
import { type OpenTopic, openTopic, type TopicAddress } from './open-topic.ts';
import { pubsubFailure, pubsubUnavailable, statusOf } from './pubsub-failure.ts';
import { type PubsubLimits, pubsubLimits } from './pubsub-limits.ts';

/** Where hints go, and within which limits. */
export interface PubsubQueueParts extends TopicAddress {
  /** In place of single `pubsubLimits`. */
  readonly limits?: Partial<PubsubLimits>;
}

/** The queue on Pub/Sub; its consumer's side is a push subscription, not this program. */
export interface PubsubQueue extends Queue {
  /** Ends the connections; publishing fails from then on. */
  close(): Promise<void>;
}

const publishPermission = 'pubsub.topics.publish';
const unimplemented = 12;

/**
 * Publishes hints to a Pub/Sub topic. A publication resolves once Pub/Sub has stored the message; it
 * rejects with `queue_unavailable` within `deadlineMs`, and may have been stored all the same when no
 * answer came. The client is loaded at the first call: a function that publishes nothing pays nothing.
 */
export function createPubsubQueue({ limits: given, ...address }: PubsubQueueParts): PubsubQueue {
  const limits = { ...pubsubLimits, ...given };
  let opened: Promise<OpenTopic> | undefined;
  let isClosed = false;
  const open = async () => {
    if (isClosed) throw pubsubUnavailable('use the queue', 'it is closed');
    opened ??= openTopic(address, limits);
    return await opened;
  };
  const use = async (action: string, work: (topic: Topic) => Promise<void>) => {
    const done = open().then(({ topic }) => work(topic));
    await within(limits.deadlineMs, action, done).catch((cause: unknown) => {
      throw pubsubFailure(action, cause);
    });
  };
  return {
    publish: async (hint) => {
      readRecord(hint, recordSchemaOf('hints'));
      await use('publish a hint', (topic) => publish(topic, hint));
    },
    ping: async () => await use('use the queue', (topic) => assertPublisher(topic, limits)),
    close: async () => {
      isClosed = true;
      const last = await opened;
      await last?.close();
    },
  };
}

async function publish(topic: Topic, { schema, tenant_id }: WorkHint): Promise<void> {
  const data = Buffer.from(JSON.stringify({ schema, tenant_id }));
  const id = await topic.publishMessage({ data });
  if (typeof id === 'string' && id !== '') return;
  throw pubsubUnavailable('publish a hint', 'Pub/Sub did not say that it stored the message');
}

/** Asks what we may do: unlike a look at the topic, that needs no role beyond the publisher's. */
async function assertPublisher(topic: Topic, { callMs }: PubsubLimits): Promise<void> {
  const options = { timeout: callMs, retry: null };
  try {
    // A list also for one: given a text, this version of the client throws where nobody can catch it.
    const [granted] = await topic.iam.testPermissions([publishPermission], options);
    if (granted?.[publishPermission] === true) return;
  } catch (error) {
    if (statusOf(error) !== unimplemented) throw error;
    // The emulator knows no permissions; there a look at the topic tells whether it can be used.
    await topic.getMetadata(options);
    return;
  }
  const reason = 'the topic does not exist or the service account may not publish to it';
  throw pubsubUnavailable('use the queue', reason);
}

async function within(ms: number, action: string, work: Promise<void>): Promise<void> {
  const { promise: late, reject } = Promise.withResolvers<void>();
  const timer = setTimeout(
    () => reject(pubsubUnavailable(action, `Pub/Sub did not answer within ${ms} ms`)),
    ms,
  );
  await Promise.race([work, late]).finally(() => clearTimeout(timer));
}
