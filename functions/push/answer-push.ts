import type { Logger } from '../../shared/ports/logger.ts';
import type { HintHandler } from '../../shared/ports/queue.ts';
import { TenantryError } from '../../shared/tenant/errors.ts';
import { decodePush, type PushedHint } from './decode-push.ts';
import { pushStatus } from './push-status.ts';

/** What answering a push needs. */
export interface PushPorts {
  /** Rejects unless the call comes from our subscription. */
  readonly verify: (authorization: string | undefined) => Promise<void>;
  readonly handle: HintHandler;
  readonly logger: Logger;
}

/** A push request as it came in. */
export interface PushRequest {
  readonly authorization: string | undefined;
  /** Reads the body within the limits of the server; called for a verified caller only. */
  readonly readBody: () => Promise<Uint8Array>;
}

/** 204 acknowledges; everything else makes Pub/Sub deliver again, and in the end keep a dead letter. */
export interface PushAnswer {
  readonly status: number;
  /** Why it was not acknowledged. */
  readonly code?: string;
  readonly retryAfterMs?: number;
}

/**
 * Answers one pushed message: caller first, then body, then work. Acknowledges only what was worked
 * on to its end; a handler that rejects is 503. Never rejects.
 */
export async function answerPush(ports: PushPorts, request: PushRequest): Promise<PushAnswer> {
  const { logger } = ports;
  try {
    await ports.verify(request.authorization);
  } catch (error) {
    return refuse(logger, 'Refusing a caller', error);
  }
  let pushed: PushedHint;
  try {
    pushed = decodePush(await request.readBody());
  } catch (error) {
    return refuse(logger, 'Refusing a pushed message', error);
  }
  return await work(ports, pushed);
}

async function work({ handle, logger }: PushPorts, pushed: PushedHint): Promise<PushAnswer> {
  const { hint, messageId, attempt } = pushed;
  try {
    await handle(hint);
    return { status: 204 };
  } catch (error) {
    const { code, retryAfterMs } = described(error);
    const fields = { tenant_id: hint.tenant_id, message_id: messageId, attempt, code };
    logger.warn('Handling a hint failed, it will be delivered again', fields);
    return { status: 503, code, ...(retryAfterMs !== undefined && { retryAfterMs }) };
  }
}

function refuse(logger: Logger, message: string, error: unknown): PushAnswer {
  const { code, reason, messageId, retryAfterMs } = described(error);
  const status = pushStatus(code);
  logger.warn(message, { status, code, reason, message_id: messageId });
  return { status, code, ...(retryAfterMs !== undefined && { retryAfterMs }) };
}

/** Only our own errors have texts that are known to hold no secret. */
function described(error: unknown) {
  if (!(error instanceof TenantryError)) return { code: 'internal' };
  const { code, message: reason, extensions, retryAfterMs } = error;
  const { message_id } = extensions;
  const messageId = typeof message_id === 'string' ? message_id : undefined;
  return { code, reason, messageId, retryAfterMs };
}
