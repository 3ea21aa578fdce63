import type { ClientConfig, PublishOptions, Topic } from '@google-cloud/pubsub';
import type { PubsubLimits } from './pubsub-limits.ts';

/** Which topic, and where. */
export interface TopicAddress {
  readonly projectId: string;
  readonly topicId: string;
  /** `host:port` of an emulator: neither TLS nor credentials. Absent: Google's own service. */
  readonly emulatorHost?: string;
}

/** An open topic and what ends its connections. */
export interface OpenTopic {
  readonly topic: Topic;
  readonly close: () => Promise<void>;
}

const apiEndpoint = 'https://pubsub.googleapis.com';

// ABORTED, DEADLINE_EXCEEDED, INTERNAL and UNAVAILABLE. Not RESOURCE_EXHAUSTED: more calls make it worse.
const transientStatuses = [10, 4, 13, 14];

/**
 * Loads Google's client, which takes longer than the rest of a function together, and opens the
 * topic. Connects at the first call only.
 */
export async function openTopic(address: TopicAddress, limits: PubsubLimits): Promise<OpenTopic> {
  const { PubSub } = await import('@google-cloud/pubsub');
  const pubsub = new PubSub(await clientConfig(address));
  return {
    topic: pubsub.topic(address.topicId, publishOptions(limits)),
    close: async () => await pubsub.close(),
  };
}

async function clientConfig({ projectId, emulatorHost }: TopicAddress): Promise<ClientConfig> {
  // Said in so many words, because the library else reads PUBSUB_EMULATOR_HOST by itself.
  if (emulatorHost === undefined) return { projectId, apiEndpoint, emulatorMode: false };
  const { PassThroughClient } = await import('google-auth-library');
  // Without a client of its own the library looks for a metadata server, for seconds.
  const authClient = new PassThroughClient();
  return { projectId, apiEndpoint: emulatorHost, emulatorMode: true, authClient };
}

function publishOptions(limits: PubsubLimits): PublishOptions {
  return {
    // The end of this turn of the event loop, not a delay: a sweep's hints go out in one call.
    batching: { maxMilliseconds: 0, maxMessages: limits.hintsPerCallMax },
    gaxOpts: {
      retry: {
        retryCodes: transientStatuses,
        backoffSettings: {
          initialRetryDelayMillis: limits.backoffMs,
          retryDelayMultiplier: 2,
          maxRetryDelayMillis: limits.deadlineMs,
          initialRpcTimeoutMillis: limits.callMs,
          rpcTimeoutMultiplier: 1,
          maxRpcTimeoutMillis: limits.callMs,
          // The library counts the first call too.
          maxRetries: limits.callsMax,
        },
      },
    },
  };
}
