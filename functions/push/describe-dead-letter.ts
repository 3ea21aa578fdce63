import { Buffer } from 'node:buffer';
import type { WorkHint } from '../../shared/ports/queue.ts';
import type { DeadLetterBody, NewDeadLetter } from '../../shared/tenant/dead-letter.ts';
import { TenantryError } from '../../shared/tenant/errors.ts';
import { parseJson } from '../http/parse-json.ts';
import { decodeBase64 } from './decode-base64.ts';
import { decodePush } from './decode-push.ts';
import { type PushEnvelope, parseEnvelope } from './parse-envelope.ts';
import { parseHint } from './parse-hint.ts';

/** Bytes of the push of a dead letter: 10 MB of data and attributes in base64, and what is around them. */
export const deadLetterPushBytesMax = 14 * 1024 * 1024;

/** Bytes of a message's data that are kept. */
const keptBytesMax = 8 * 1024;

/** Letters of one attribute that are kept, as many as Pub/Sub allows. */
const attributeLengthMax = 1_024;

// What Pub/Sub writes on a message that it gives up (cloud.google.com/pubsub/docs/handling-failures).
const countAttribute = 'CloudPubSubDeadLetterSourceDeliveryCount';
const timeAttribute = 'CloudPubSubDeadLetterSourceTopicPublishTime';

/**
 * What lies in the push of a dead letter, and why it died: found by reading it once more as the door
 * for pushed work does. Only what Pub/Sub itself cannot have sent throws, as `parseEnvelope` does.
 */
export function describeDeadLetter(body: Uint8Array): NewDeadLetter {
  const envelope = parseEnvelope(parseJson(body));
  const { messageId: id, attributes } = envelope;
  return {
    ...{ id, ...causeOf(body), body: bodyOf(envelope.data), attributes: bounded(attributes) },
    attempts: countOf(attributes[countAttribute]),
    published_at: timeOf(attributes[timeAttribute] ?? envelope.publishTime),
  };
}

/** The hint in a kept body; throws what the door for pushed work would say of it. */
export function decodeKeptHint({ encoding, text, bytes }: DeadLetterBody): WorkHint {
  const data = Buffer.from(text, encoding === 'base64' ? 'base64' : 'utf8');
  if (data.length === bytes) return parseHint(parseJson(data));
  throw new TenantryError(
    'body_too_large',
    `Cannot read the hint: only ${data.length} of its ${bytes} bytes were kept`,
  );
}

function causeOf(body: Uint8Array): Pick<NewDeadLetter, 'reason' | 'tenant_id'> {
  try {
    const { tenant_id } = decodePush(body).hint;
    const message = `Cannot work on tenant "${tenant_id}": every delivery of the hint failed`;
    return { tenant_id, reason: { code: 'not_processed', message } };
  } catch (error) {
    if (!(error instanceof TenantryError)) throw error;
    return { tenant_id: null, reason: { code: error.code, message: error.message } };
  }
}

function bodyOf(data: PushEnvelope['data']): DeadLetterBody {
  const whole = bytesOf(data);
  const kept = whole.subarray(0, keptBytesMax);
  const { length: bytes } = whole;
  try {
    // A character that the cut goes through is left out.
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(kept, {
      stream: kept.length < bytes,
    });
    return { encoding: 'utf-8', text, bytes };
  } catch {
    return { encoding: 'base64', text: kept.toString('base64'), bytes };
  }
}

/** The data, or what stands there instead of base64. */
function bytesOf(data: string): Buffer {
  try {
    return decodeBase64(data);
  } catch {
    return Buffer.from(data);
  }
}

function bounded(attributes: PushEnvelope['attributes']): PushEnvelope['attributes'] {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [name, value.slice(0, attributeLengthMax)]),
  );
}

function countOf(text: string | undefined): number | null {
  return text !== undefined && /^[1-9]\d{0,5}$/.test(text) ? Number(text) : null;
}

function timeOf(text: string | undefined): string | null {
  const ms = Date.parse(text ?? '');
  return Number.isNaN(ms) ? null : new Date(ms).toISOString();
}
