import type { LogFields, Logger } from '../../shared/ports/logger.ts';
import type { HintHandler } from '../../shared/ports/queue.ts';
import { TenantryError } from '../../shared/tenant/errors.ts';
import { decodePush, type PushedHint } from './decode-push.ts';
import { pushStatus } from './push-status.ts';

/** What answering any pushed message needs. */
export interface MessagePorts<T> {
  /** Rejects unless the call comes from our subscription. */
  readonly verify: (authorization: string | undefined) => Promise<void>;
  /** Throws a `TenantryError` for a body that nobody can read. */
  readonly decode: (body: Uint8Array) => T;
  readonly handle: (message: T) => Promise<void>;
  /** The line that says that handling failed, and what it names. */
  readonly failure: { readonly line: string; readonly fieldsOf: (message: T) => LogFields };
  readonly logger: Logger;
}

/** What answering a pushed hint needs. */
export interface PushPorts extends Pick<MessagePorts<PushedHint>, 'verify' | 'logger'> {
  readonly handle: HintHandler;
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

/** Answers one pushed hint, as `answerMessage` does. */
export async function answerPush(ports: PushPorts, request: PushRequest): Promise<PushAnswer> {
  const { verify, logger, handle } = ports;
  return await answerMessage<PushedHint>(
    {
      ...{ verify, logger, decode: decodePush },
      handle: async ({ hint }) => await handle(hint),
      failure: {
        line: 'Handling a hint failed, it will be delivered again',
        fieldsOf: ({ hint, messageId, attempt }) => ({
          ...{ tenant_id: hint.tenant_id, message_id: messageId, attempt },
        }),
      },
    },
    request,
  );
}

/**
 * Answers one pushed message: caller first, then body, then work. Acknowledges only what was worked
 * on to its end; a handler that rejects is 503. Never rejects.
 */
export async function answerMessage<T>(
  ports: MessagePorts<T>,
  request: PushRequest,
): Promise<PushAnswer> {
  const { logger } = ports;
  try {
    await ports.verify(request.authorization);
  } catch (error) {
    return refuse(logger, 'Refusing a caller', error);
  }
  let message: T;
  try {
    message = ports.decode(await request.readBody());
  } catch (error) {
    return refuse(logger, 'Refusing a pushed message', error);
  }
  return await work(ports, message);
}

async function work<T>(ports: MessagePorts<T>, message: T): Promise<PushAnswer> {
  const { handle, failure, logger } = ports;
  try {
    await handle(message);
    return { status: 204 };
  } catch (error) {
    const { code, retryAfterMs } = described(error);
    logger.warn(failure.line, { ...failure.fieldsOf(message), code });
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
