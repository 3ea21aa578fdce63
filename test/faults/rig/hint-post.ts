import { PubSub } from '@google-cloud/pubsub';
import { PassThroughClient } from 'google-auth-library';

/** Brings the hints of one topic to whom they are about. */
export interface HintPost {
  readonly projectId: string;
  readonly topicId: string;
  /** Calls back for every hint about this tenant until `unsubscribe`. */
  subscribe(tenantId: string, onHint: () => void): void;
  unsubscribe(tenantId: string): void;
  close(): Promise<void>;
}

const projectId = 'tenantry-faults';
const topicId = 'work';

/** A topic and the subscription of everyone who works. A hint about nobody is lost, as hints may be. */
export async function openHintPost(host: string): Promise<HintPost> {
  const authClient = new PassThroughClient();
  const client = new PubSub({ projectId, apiEndpoint: host, emulatorMode: true, authClient });
  const [topic] = await client.createTopic(topicId);
  const [subscription] = await topic.createSubscription(topicId);
  const handlers = new Map<string, () => void>();
  subscription.on('message', (message) => {
    message.ack();
    const { tenant_id } = JSON.parse(message.data.toString()) as { readonly tenant_id: string };
    handlers.get(tenant_id)?.();
  });
  return {
    projectId,
    topicId,
    subscribe: (tenantId, onHint) => handlers.set(tenantId, onHint),
    unsubscribe: (tenantId) => handlers.delete(tenantId),
    close: async () => {
      await subscription.close();
      await client.close();
    },
  };
}
