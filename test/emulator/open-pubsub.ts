import { randomUUID } from 'node:crypto';
import { type Message, PubSub, type Subscription, type Topic } from '@google-cloud/pubsub';
import { PassThroughClient } from 'google-auth-library';

/** A message that was given up, as it lies in the dead-letter subscription. */
export interface DeadMessage {
  readonly data: Buffer;
  readonly attributes: Readonly<Record<string, string>>;
}

/** Pub/Sub on the emulator with what Terraform makes of it: topic, push subscription, dead letters. */
export interface Pubsub {
  readonly topicId: string;
  readonly topic: Topic;
  /** Where messages are pushed to; undefined: nowhere, they wait. */
  pushTo(endpoint: string | undefined): Promise<void>;
  /** Has dead letters pushed there too, from a second subscription. */
  pushDeadTo(endpoint: string): Promise<void>;
  /** Grows while the test runs. */
  readonly deadMessages: readonly DeadMessage[];
  close(): Promise<void>;
}

/** The least that Pub/Sub allows, and what Terraform sets. */
export const attemptsMax = 5;

/** A topic of its own for each call. */
export async function openPubsub(host: string, projectId: string): Promise<Pubsub> {
  const authClient = new PassThroughClient();
  const client = new PubSub({ projectId, apiEndpoint: host, emulatorMode: true, authClient });
  const topicId = `work-${randomUUID()}`;
  const { topic, deadTopic, work, dead } = await ensureTopics(client, topicId);
  const pushed: Subscription[] = [];
  const deadMessages: DeadMessage[] = [];
  dead.on('message', (message: Message) => {
    deadMessages.push({ data: message.data, attributes: message.attributes });
    message.ack();
  });
  return {
    ...{ topicId, topic, deadMessages },
    pushTo: async (endpoint) => {
      await work.modifyPushConfig(endpoint === undefined ? {} : { pushEndpoint: endpoint });
    },
    pushDeadTo: async (pushEndpoint) => {
      const name = `${topicId}-dead-push`;
      const [subscription] = await deadTopic.createSubscription(name, { pushEndpoint });
      pushed.push(subscription);
    },
    close: async () => {
      await dead.close();
      await Promise.all([work, dead, ...pushed].map((each) => each.delete()));
      await client.close();
    },
  };
}

interface Topics {
  readonly topic: Topic;
  readonly deadTopic: Topic;
  readonly work: Subscription;
  readonly dead: Subscription;
}

async function ensureTopics(client: PubSub, topicId: string): Promise<Topics> {
  const [deadTopic] = await client.createTopic(`${topicId}-dead`);
  // A dead-letter topic without a subscription loses its messages.
  const [dead] = await deadTopic.createSubscription(`${topicId}-dead`);
  const [topic] = await client.createTopic(topicId);
  // No retryPolicy: with one, emulator 0.8.20 stops pushing for good once several messages have failed
  // three times. Without one it tries again every second.
  const [work] = await topic.createSubscription(topicId, {
    ackDeadlineSeconds: 180,
    deadLetterPolicy: { deadLetterTopic: deadTopic.name, maxDeliveryAttempts: attemptsMax },
  });
  return { topic, deadTopic, work, dead };
}
