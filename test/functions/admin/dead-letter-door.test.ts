import { describe, expect, it } from 'vitest';
import { deadLetterDoor } from '../../../functions/admin/dead-letter-door.ts';
import { createEmbeddedStore } from '../../../shared/adapters/embedded/create-embedded-store.ts';
import { openDatabase } from '../../../shared/adapters/embedded/open-database.ts';
import type { DeadLetter } from '../../../shared/tenant/dead-letter.ts';
import { TenantryError } from '../../../shared/tenant/errors.ts';
import { aPush, tenantId } from '../../builders/a-push.ts';
import { createManualClock } from '../../fakes/manual-clock.ts';
import { createSilentLogger } from '../../fakes/silent-logger.ts';

function aDoor(verify: () => Promise<void> = async () => undefined) {
  const clock = createManualClock();
  const store = createEmbeddedStore(openDatabase(':memory:'), { clock });
  const logger = createSilentLogger();
  const door = deadLetterDoor({ verify, store, logger });
  const push = async (body: unknown) => {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const request = new Request('http://localhost/dead-letters', { method: 'POST', body: text });
    return (await door.open(request, 'r-1')).status;
  };
  const letters = async (): Promise<readonly DeadLetter[]> =>
    (await store.listDeadLetters({ limit: 10 })).items;
  return { clock, store, logger, push, letters };
}

/** A message as it comes from the dead-letter topic. */
function aDeadPush(data: string, changes: object = {}) {
  const push = aPush();
  const attributes = {
    CloudPubSubDeadLetterSourceDeliveryCount: '5',
    CloudPubSubDeadLetterSourceTopicPublishTime: '2026-01-01T00:00:00.123456Z',
  };
  const text = Buffer.from(data).toString('base64');
  return { ...push, message: { ...push.message, data: text, attributes, ...changes } };
}

describe('deadLetterDoor()', () => {
  it('records what cannot be read, with the reason that the door for work gives', async () => {
    const { push, letters, clock } = aDoor();

    const status = await push(aDeadPush('junk'));

    expect(status).toBe(204);
    expect(await letters()).toEqual([
      {
        schema: 1,
        id: '2070443601311540',
        state: 'open',
        reason: { code: 'malformed_json', message: 'Cannot read the body: it is not JSON' },
        tenant_id: null,
        body: { encoding: 'utf-8', text: 'junk', bytes: 4 },
        attributes: expect.objectContaining({ CloudPubSubDeadLetterSourceDeliveryCount: '5' }),
        attempts: 5,
        published_at: '2026-01-01T00:00:00.123Z',
        received_at: new Date(clock.now()).toISOString(),
        settled_at: null,
        settled_by: null,
        expires_at: '2026-02-01T00:00:00.000Z',
      },
    ]);
  });

  it('says which tenant nobody could work on when the hint itself can be read', async () => {
    const { push, letters } = aDoor();

    await push(aDeadPush(JSON.stringify({ schema: 1, tenant_id: tenantId })));

    expect(await letters()).toMatchObject([
      { tenant_id: tenantId, reason: { code: 'not_processed' } },
    ]);
  });

  it('records a message once however often it is delivered, and raises one alarm', async () => {
    const { push, letters, logger } = aDoor();

    const answers = await Promise.all([1, 2, 3, 4, 5].map(() => push(aDeadPush('junk'))));

    expect(new Set(answers)).toEqual(new Set([204]));
    expect(await letters()).toHaveLength(1);
    expect(logger.lines).toEqual([
      {
        message: 'Recording dead letter',
        fields: expect.objectContaining({ code: 'malformed_json', message_id: '2070443601311540' }),
      },
    ]);
  });

  it('leaves a settled one settled when it is delivered late', async () => {
    const { push, store, letters } = aDoor();
    await push(aDeadPush('junk'));
    await store.transact(async (tx) => {
      const letter = await tx.get('dead_letters', '2070443601311540');
      if (letter === undefined) throw new Error('It is not there');
      const settled_at = '2026-01-02T00:00:00.000Z';
      tx.put('dead_letters', letter.id, { ...letter, state: 'discarded', settled_at });
    });

    await push(aDeadPush('junk'));

    expect(await letters()).toMatchObject([{ state: 'discarded' }]);
  });

  it.each([
    ['bytes that are no text', Buffer.from([0xff, 0x00, 0xfe]), ['invalid_utf8', 'base64']],
    ['much that is no JSON', Buffer.from('['.repeat(10_000)), ['malformed_json', 'utf-8']],
    ['a large message', Buffer.alloc(200_000, 0x20), ['body_too_large', 'utf-8']],
    ['a character at the cut', Buffer.from('€'.repeat(3_000)), ['malformed_json', 'utf-8']],
  ] as const)('keeps the beginning of %s', async (_name, bytes, [code, encoding]) => {
    const { push, letters } = aDoor();
    const text = bytes.toString('base64');

    const status = await push(aDeadPush('', { data: text }));

    const [letter] = await letters();
    expect(status).toBe(204);
    expect(letter).toMatchObject({ reason: { code }, body: { encoding, bytes: bytes.length } });
    const kept = Buffer.from(letter?.body.text ?? '', encoding === 'base64' ? 'base64' : 'utf8');
    expect(bytes.subarray(0, kept.length)).toEqual(kept);
    expect(kept.length).toBeGreaterThan(Math.min(bytes.length, 8_192) - 4);
    expect(kept.length).toBeLessThanOrEqual(8_192);
  });

  it.each([
    ['nothing but attributes', { data: undefined }, 'invalid_envelope'],
    ['data that is not base64', { data: '%%%' }, 'invalid_message_data'],
  ])('records %s', async (_name, changes, code) => {
    const { push, letters } = aDoor();

    await push(aDeadPush('', changes));

    expect(await letters()).toMatchObject([{ reason: { code } }]);
  });

  it.each([
    ['no envelope', '{}'],
    ['no JSON', 'junk'],
  ])('does not acknowledge %s, which is not from Pub/Sub', async (_name, body) => {
    const { push, letters } = aDoor();

    const status = await push(body);

    expect(status).toBe(400);
    expect(await letters()).toEqual([]);
  });

  it('does not acknowledge what it could not record', async () => {
    const door = deadLetterDoor({
      verify: async () => undefined,
      store: {
        transact: async () => {
          throw new TenantryError('store_unavailable', 'Cannot commit');
        },
      },
      logger: createSilentLogger(),
    });
    const body = JSON.stringify(aDeadPush('junk'));

    const response = await door.open(
      new Request('http://localhost/dead-letters', { method: 'POST', body }),
      'r-1',
    );

    expect(response.status).toBe(503);
  });

  it('lets nobody in but Pub/Sub', async () => {
    const { push, letters } = aDoor(async () => {
      throw new TenantryError('token_missing', 'Cannot accept the token');
    });

    const status = await push(aDeadPush('junk'));

    expect(status).toBe(401);
    expect(await letters()).toEqual([]);
  });
});
