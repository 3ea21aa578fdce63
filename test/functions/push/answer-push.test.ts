import { describe, expect, it } from 'vitest';
import { answerPush, type PushPorts } from '../../../functions/push/answer-push.ts';
import type { WorkHint } from '../../../shared/ports/queue.ts';
import { TenantryError } from '../../../shared/tenant/errors.ts';
import { aPush, bodyOf, tenantId } from '../../builders/a-push.ts';
import { createSilentLogger } from '../../fakes/silent-logger.ts';

/** A door that lets everyone in and does nothing, unless told otherwise. */
function openDoor(changes: Partial<PushPorts> = {}) {
  const handled: WorkHint[] = [];
  const logger = createSilentLogger();
  const ports: PushPorts = {
    verify: async () => undefined,
    handle: async (hint) => void handled.push(hint),
    logger,
    ...changes,
  };
  const push = async (body: unknown) =>
    await answerPush(ports, {
      authorization: 'Bearer canary',
      readBody: async () => bodyOf(body),
    });
  return { ports, handled, logger, push };
}

describe('answerPush()', () => {
  it('answers 204 after the work is done', async () => {
    const { push, handled } = openDoor();

    const answer = await push(aPush());

    expect(answer).toEqual({ status: 204 });
    expect(handled).toEqual([{ schema: 1, tenant_id: tenantId }]);
  });

  it('hands the Authorization header to the verifier', async () => {
    const seen: unknown[] = [];
    const { push } = openDoor({ verify: async (header) => void seen.push(header) });

    await push(aPush());

    expect(seen).toEqual(['Bearer canary']);
  });

  it.each([
    ['token_missing', 401],
    ['token_invalid', 403],
    ['keys_unavailable', 503],
  ])('answers %s with %d and neither reads nor works', async (code, status) => {
    const { ports, handled } = openDoor({
      verify: async () => {
        throw new TenantryError(code, 'Cannot verify: no');
      },
    });
    let reads = 0;

    const answer = await answerPush(ports, {
      authorization: undefined,
      readBody: async () => {
        reads += 1;
        return bodyOf(aPush());
      },
    });

    expect(answer).toEqual({ status, code });
    expect({ reads, handled }).toEqual({ reads: 0, handled: [] });
  });

  it('answers 503 when the verifier fails in a way that nobody expected', async () => {
    const { push, handled } = openDoor({
      verify: async () => {
        throw new RangeError('canary');
      },
    });

    await expect(push(aPush())).resolves.toEqual({ status: 503, code: 'internal' });
    expect(handled).toEqual([]);
  });

  it('refuses junk without entering the handler', async () => {
    const { push, handled } = openDoor();

    await expect(push('junk')).resolves.toEqual({ status: 400, code: 'malformed_json' });
    expect(handled).toEqual([]);
  });

  it('passes on what reading the body was refused with', async () => {
    const { ports } = openDoor();
    const readBody = async () => {
      throw new TenantryError('body_too_large', 'Cannot read the body: it is too large');
    };

    const answer = await answerPush(ports, { authorization: undefined, readBody });

    expect(answer).toEqual({ status: 413, code: 'body_too_large' });
  });

  it('answers 503 when the handler rejects, with the time to wait', async () => {
    const { push } = openDoor({
      handle: async () => {
        throw new TenantryError('store_unavailable', 'Cannot read: gone', { retryAfterMs: 500 });
      },
    });

    await expect(push(aPush())).resolves.toEqual({
      status: 503,
      code: 'store_unavailable',
      retryAfterMs: 500,
    });
  });

  it('answers 503 to an input error of the handler: the message is not at fault', async () => {
    const { push } = openDoor({
      handle: async () => {
        throw new TenantryError('invalid_input', 'Cannot go on: no');
      },
    });

    await expect(push(aPush())).resolves.toEqual({ status: 503, code: 'invalid_input' });
  });

  it('answers 503 when the handler throws before it returns a promise', async () => {
    const { push } = openDoor({
      handle: () => {
        throw new Error('canary');
      },
    });

    await expect(push(aPush())).resolves.toEqual({ status: 503, code: 'internal' });
  });

  it('logs why it refused, and which message', async () => {
    const { push, logger } = openDoor();

    await push(aPush({ schema: 7 }));

    expect(logger.lines).toEqual([
      {
        message: 'Refusing a pushed message',
        fields: {
          status: 503,
          code: 'newer_schema',
          reason: 'Cannot read the hint: it has schema 7, and this program knows 1',
          message_id: '2070443601311540',
        },
      },
    ]);
  });

  it('logs no text of an unexpected error and no credential', async () => {
    const { push, logger } = openDoor({
      handle: async () => {
        throw new Error('canary');
      },
    });

    await push(aPush());

    expect(JSON.stringify(logger.lines)).not.toContain('canary');
    expect(logger.lines[0]?.fields).toMatchObject({ tenant_id: tenantId, code: 'internal' });
  });
});
