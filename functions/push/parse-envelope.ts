import { TenantryError } from '../../shared/tenant/errors.ts';
import type { Json, JsonObject } from '../../shared/tenant/json.ts';

/** What matters of the wrapper that Pub/Sub puts around a message. */
export interface PushEnvelope {
  readonly subscription: string;
  readonly messageId: string;
  /** Still in base64; empty when the message has attributes only. */
  readonly data: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** As Pub/Sub says it. */
  readonly publishTime: string | undefined;
  /** Counted from 1; there only when the subscription has a dead-letter topic. */
  readonly attempt?: number;
}

const subscriptionPattern = /^projects\/[^/\s]{1,63}\/subscriptions\/[^/\s]{3,255}$/;
const messageIdPattern = /^[\w-]{1,128}$/;

/**
 * The envelope of a push request in its wrapped form
 * (https://cloud.google.com/pubsub/docs/payload-unwrapping); `invalid_envelope` when it is none. Members
 * that nobody knows are passed over: the envelope is Google's, and Google has added some over the
 * years.
 */
export function parseEnvelope(value: Json): PushEnvelope {
  const envelope = objectAt(value, 'the body');
  const message = objectAt(envelope['message'], 'message');
  const { subscription, deliveryAttempt } = envelope;
  const { data = '', messageId, attributes, publishTime } = message;
  if (typeof subscription !== 'string' || !subscriptionPattern.test(subscription)) {
    throw invalid('subscription is not a name of one');
  }
  if (typeof messageId !== 'string' || !messageIdPattern.test(messageId)) {
    throw invalid('message.messageId is not an id');
  }
  if (typeof data !== 'string') throw invalid('message.data is not a text');
  return {
    ...{ subscription, messageId, data, attributes: attributesOf(attributes) },
    publishTime: typeof publishTime === 'string' ? publishTime : undefined,
    ...attemptOf(deliveryAttempt),
  };
}

function objectAt(value: Json | undefined, where: string): JsonObject {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as JsonObject;
  }
  throw invalid(`${where} is not an object`);
}

function attributesOf(attributes: Json | undefined): Readonly<Record<string, string>> {
  if (attributes === undefined || attributes === null) return {};
  const entries = Object.entries(objectAt(attributes, 'message.attributes'));
  const texts = entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  if (texts.length === entries.length) return Object.fromEntries(texts);
  throw invalid('message.attributes holds something else than texts');
}

function attemptOf(value: Json | undefined): Pick<PushEnvelope, 'attempt'> {
  if (value === undefined || value === null) return {};
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 1) {
    return { attempt: value };
  }
  throw invalid('deliveryAttempt is not a count');
}

function invalid(why: string): TenantryError {
  return new TenantryError('invalid_envelope', `Cannot read the pushed message: ${why}`);
}
