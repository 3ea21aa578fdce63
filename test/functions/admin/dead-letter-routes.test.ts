import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DeadLetter } from '../../../shared/tenant/dead-letter.ts';
import { aDeadHint, aDeadLetter } from '../../builders/a-dead-letter.ts';
import { tenantId } from '../../builders/a-push.ts';
import { type ApiWorld, createApiWorld } from '../../fakes/api-world.ts';

let api: ApiWorld;
let key: string;

beforeEach(async () => {
  api = await createApiWorld({ AUTH: 'on' });
  key = await api.addKey({ id: 'ops', role: 'admin', is_global: true });
});
afterEach(() => api.close());

async function put(...letters: readonly DeadLetter[]): Promise<void> {
  await api.engine.store.transact(async (tx) => {
    for (const letter of letters) tx.put('dead_letters', letter.id, letter);
  });
}

describe('GET /dead-letters', () => {
  it('lists the newest first, page by page, by state', async () => {
    const times = ['2026-01-01T00:01:00.000Z', '2026-01-01T00:02:00.000Z'];
    await put(...times.map((received_at, n) => aDeadLetter({ id: `m${n}`, received_at })));
    await put(aDeadLetter({ id: 'settled', state: 'discarded' }));

    const first = await api.call('GET /dead-letters?limit=1&state=open', { key });
    const { next_cursor: cursor } = first.json;
    const second = await api.call(`GET /dead-letters?limit=1&state=open&cursor=${cursor}`, { key });

    const { schema: _, ...view } = aDeadLetter({ id: 'm1', received_at: times[1] ?? '' });
    expect(first.json.dead_letters).toEqual([view]);
    expect(second.json).toMatchObject({ dead_letters: [{ id: 'm0' }], next_cursor: null });
  });

  it('refuses a cursor of another state', async () => {
    await put(aDeadLetter({ id: 'a' }), aDeadLetter({ id: 'b' }));
    const { json } = await api.call('GET /dead-letters?limit=1', { key });

    const answer = await api.call(
      `GET /dead-letters?limit=1&state=open&cursor=${json.next_cursor}`,
      { key },
    );

    expect(answer).toMatchObject({ status: 400, json: { code: 'invalid_cursor' } });
  });

  it.each([
    ['an operator', { role: 'operator', is_global: true }],
    ['an admin of one organization', { role: 'admin', is_global: false }],
  ] as const)('refuses %s on every route', async (_name, principal) => {
    await put(aDeadHint());
    const other = await api.addKey(principal);
    const { id } = aDeadHint();

    const answers = await Promise.all(
      [
        'GET /dead-letters',
        `POST /dead-letters/${id}/redrive`,
        `POST /dead-letters/${id}/discard`,
      ].map(async (address) => (await api.call(address, { key: other })).status),
    );

    expect(answers).toEqual([403, 403, 403]);
    expect(await api.engine.store.get('dead_letters', id)).toMatchObject({ state: 'open' });
  });
});

describe('POST /dead-letters/{id}/redrive', () => {
  it('publishes the hint again, once, and says who asked', async () => {
    const { id } = aDeadHint();
    await put(aDeadHint());

    const first = await api.call(`POST /dead-letters/${id}/redrive`, { key });
    const again = await api.call(`POST /dead-letters/${id}/redrive`, { key });

    expect(first).toMatchObject({
      status: 200,
      json: { id, state: 'redriven', settled_by: 'ops', tenant_id: tenantId },
    });
    expect(again.json).toEqual(first.json);
    expect(api.hints()).toEqual([{ schema: 1, tenant_id: tenantId }]);
  });

  it('refuses what cannot be read as a hint, with the reason', async () => {
    const { id } = aDeadLetter();
    await put(aDeadLetter());

    const answer = await api.call(`POST /dead-letters/${id}/redrive`, { key });

    expect(answer).toMatchObject({
      status: 422,
      json: { code: 'dead_letter_unreadable', reason: { code: 'malformed_json' } },
    });
    expect(await api.engine.store.get('dead_letters', id)).toMatchObject({ state: 'open' });
  });

  it('refuses a hint of which only the beginning was kept', async () => {
    const { body, id } = aDeadHint();
    await put(aDeadHint({ body: { ...body, bytes: 9_000 } }));

    const answer = await api.call(`POST /dead-letters/${id}/redrive`, { key });

    expect(answer.json).toMatchObject({ reason: { code: 'body_too_large' } });
  });

  it('refuses one that was discarded', async () => {
    const { id } = aDeadHint();
    await put(aDeadHint());
    await api.call(`POST /dead-letters/${id}/discard`, { key });

    const answer = await api.call(`POST /dead-letters/${id}/redrive`, { key });

    expect(answer).toMatchObject({ status: 409, json: { code: 'dead_letter_settled' } });
    expect(api.hints()).toEqual([]);
  });

  it.each(['nobody', 'a%20b', '%2e%2e%2ftenants', 'x'.repeat(200)])(
    'does not find %s',
    async (id) => {
      const answer = await api.call(`POST /dead-letters/${id}/redrive`, { key });

      expect(answer).toMatchObject({ status: 404, json: { code: 'dead_letter_not_found' } });
    },
  );
});

describe('POST /dead-letters/{id}/discard', () => {
  it('settles without publishing, also twice', async () => {
    const { id } = aDeadHint();
    await put(aDeadHint());

    const answers = [
      await api.call(`POST /dead-letters/${id}/discard`, { key }),
      await api.call(`POST /dead-letters/${id}/discard`, { key }),
    ];

    expect(answers.map(({ status, json }) => [status, json.state])).toEqual([
      [200, 'discarded'],
      [200, 'discarded'],
    ]);
    expect(api.hints()).toEqual([]);
  });

  it('refuses one that was redriven', async () => {
    const { id } = aDeadHint();
    await put(aDeadHint());
    await api.call(`POST /dead-letters/${id}/redrive`, { key });

    const answer = await api.call(`POST /dead-letters/${id}/discard`, { key });

    expect(answer).toMatchObject({ status: 409, json: { code: 'dead_letter_settled' } });
  });
});
