import type { WorkHint } from '../../shared/ports/queue.ts';
import { TenantryError } from '../../shared/tenant/errors.ts';
import { parseJson } from '../http/parse-json.ts';
import { decodeBase64 } from './decode-base64.ts';
import { parseEnvelope } from './parse-envelope.ts';
import { parseHint } from './parse-hint.ts';

/** A hint as Pub/Sub pushed it. */
export interface PushedHint {
  readonly hint: WorkHint;
  readonly subscription: string;
  readonly messageId: string;
  /** Counted from 1, where Pub/Sub says it. */
  readonly attempt?: number;
}

/** Bytes of a push request; a hint takes about 300. */
export const pushBytesMax = 64 * 1024;

/**
 * The hint in the body of a push request. Whatever is not exactly one throws a `TenantryError` and
 * nothing else (codes: `docs/errors.md`, "Pushed work"), so that it is never acknowledged and ends as
 * a dead letter; `extensions.message_id` names the message once it is known.
 */
export function decodePush(body: Uint8Array): PushedHint {
  if (body.length > pushBytesMax) throw tooLarge();
  const { data, subscription, messageId, attempt } = parseEnvelope(parseJson(body));
  const delivery = { subscription, messageId, ...(attempt !== undefined && { attempt }) };
  return { ...delivery, hint: named(messageId, () => decodeHint(data)) };
}

function decodeHint(data: string): WorkHint {
  if (data === '') {
    throw new TenantryError('invalid_envelope', 'Cannot read the pushed message: it has no data');
  }
  return parseHint(parseJson(decodeBase64(data)));
}

function named<T>(messageId: string, decode: () => T): T {
  try {
    return decode();
  } catch (cause) {
    if (!(cause instanceof TenantryError)) throw cause;
    const extensions = { message_id: messageId };
    throw new TenantryError(cause.code, cause.message, { cause, extensions });
  }
}

function tooLarge(): TenantryError {
  return new TenantryError(
    'body_too_large',
    `Cannot read the pushed message: it has more than ${pushBytesMax} bytes`,
  );
}
