import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { effectListSchema } from '../../../functions/schemas/effect-schema.ts';
import { tenantSchema } from '../../../functions/schemas/tenant-schema.ts';
import type { EffectState } from '../../../shared/tenant/effect.ts';
import { aBlueprint } from '../../builders/a-blueprint.ts';
import { greetingMail } from '../../builders/a-mailing-blueprint.ts';
import {
  type ApiAnswer,
  type ApiWorld,
  aNewTenant,
  createApiWorld,
} from '../../fakes/api-world.ts';
import { createMemoryMail, type MemoryMail } from '../../fakes/memory-mail.ts';

let api: ApiWorld;
let mail: MemoryMail;
let id: string;

const plain = aBlueprint();
const mailing = {
  steps: (context: Parameters<typeof plain.steps>[0]) => {
    const steps = plain.steps(context);
    if (context.kind === 'create') return [...steps, greetingMail];
    return context.kind === 'repair' ? [{ ...greetingMail, isOwedOnly: true }] : steps;
  },
};

beforeEach(async () => {
  mail = createMemoryMail();
  api = await createApiWorld({}, mailing, { systems: { mail } });
});
afterEach(() => api.close());

async function created(): Promise<void> {
  const { json } = await api.call('POST /tenants', { body: aNewTenant() });
  id = json.id;
  await api.engine.settle(id);
}

/** A tenant of which nobody knows whether its mail was sent. */
async function unknown(isDelivered: boolean): Promise<void> {
  mail.failNext({ kind: 'unknown', isDelivered });
  await created();
}

async function settle(outcome: unknown, effect = 'greeting'): Promise<ApiAnswer> {
  return await api.call(`POST /tenants/${id}/effects/${effect}/settle`, { body: { outcome } });
}

async function effects() {
  const { json } = await api.call(`GET /tenants/${id}/effects`);
  expect(effectListSchema.strict().parse(json)).toEqual(json);
  return effectListSchema.parse(json).effects;
}

/** The ledger as a worker has left it that died, or is at it. */
async function left(state: EffectState): Promise<void> {
  await api.engine.store.transact(async (transaction) => {
    const ledger = await transaction.get('ledger', id);
    if (ledger === undefined) throw new Error('There is no ledger');
    const changed = ledger.effects.map((effect) => ({ ...effect, state }));
    transaction.put('ledger', id, { ...ledger, effects: changed });
  });
}

async function isWorkedOn(): Promise<void> {
  await api.engine.store.transact(async (transaction) => {
    const tenant = await transaction.get('tenants', id);
    if (tenant === undefined) throw new Error('There is no tenant');
    const lease = { holder: 'somebody', expires_at: '2027-01-01T00:00:00.000Z' };
    transaction.put('tenants', id, { ...tenant, lease });
  });
}

describe('GET /tenants/{id}/effects', () => {
  it('shows what was sent, and as what', async () => {
    await created();
    expect(await effects()).toMatchObject([
      {
        name: 'greeting',
        state: 'done',
        condition: 'Greeted',
        reference: `<greeting.${id}@tenantry.test>`,
        attempts: 1,
        settled_by: null,
      },
    ]);
  });

  it('shows nothing of a tenant without any', async () => {
    const { json } = await api.call('POST /tenants', { body: aNewTenant() });
    ({ id } = json);
    expect(await effects()).toEqual([]);
  });

  it('calls what a dead worker began unknown, and what a living one is at started', async () => {
    await created();
    await left('started');
    expect((await effects()).map(({ state }) => state)).toEqual(['unknown']);
    await isWorkedOn();
    expect((await effects()).map(({ state }) => state)).toEqual(['started']);
  });

  it('hides the tenants of others', async () => {
    api.close();
    api = await createApiWorld({ AUTH: 'on' }, mailing, { systems: { mail } });
    const own = await api.addKey({});
    const { json } = await api.call('POST /tenants', { body: aNewTenant(), key: own });
    const key = await api.addKey({ organization_id: 'other' });
    const address = `/tenants/${json.id}/effects`;
    const body = { outcome: 'done' };
    const answers = [
      await api.call(`GET ${address}`, { key }),
      await api.call(`POST ${address}/greeting/settle`, { key, body }),
    ];
    expect(answers.map((each) => [each.status, each.json.code])).toEqual([
      [404, 'tenant_not_found'],
      [404, 'tenant_not_found'],
    ]);
    expect((await api.call(`GET ${address}`, { key: own })).status).toBe(200);
  });
});

describe('POST /tenants/{id}/effects/{effect}/settle', () => {
  it('takes the word of a person who found the mail', async () => {
    await unknown(true);
    const { status, json } = await settle('done');
    expect(status).toBe(200);
    expect(tenantSchema.strict().parse(json)).toEqual(json);
    expect(json.conditions).toContainEqual(
      expect.objectContaining({ type: 'Greeted', status: 'True' }),
    );
    await api.engine.walk();
    await api.engine.settle(id);
    expect(mail.delivered).toHaveLength(1);
    const [effect] = await effects();
    expect(effect).toMatchObject({ state: 'done', settled_by: expect.any(String) });
  });

  it('has what a person did not find sent by the next walk, once', async () => {
    await unknown(false);
    const { status, json } = await settle('not_done');
    expect(status).toBe(200);
    expect(json.conditions).toContainEqual(
      expect.objectContaining({ type: 'Greeted', status: 'False', reason: 'NotDoneYet' }),
    );
    for (let walks = 0; walks < 3; walks += 1) {
      await api.engine.walk();
      await api.engine.settle(id);
    }
    expect(mail.delivered).toHaveLength(1);
    expect(await effects()).toMatchObject([{ state: 'done', attempts: 2, settled_by: null }]);
  });

  it('writes who said what into the audit trail', async () => {
    await unknown(true);
    await settle('done');
    const { json } = await api.call(`GET /tenants/${id}/events`);
    expect(json.events.at(-1)).toMatchObject({
      type: 'effect.settled',
      message: 'Effect greeting settled as done',
    });
  });

  it('answers the same when it is asked twice, and writes once', async () => {
    await unknown(true);
    await settle('done');
    const before = await api.engine.tenant(id);
    const { status } = await settle('done');
    expect(status).toBe(200);
    expect(await api.engine.tenant(id)).toEqual(before);
  });

  it('replays the answer to a key', async () => {
    await unknown(true);
    const request = { body: { outcome: 'done' }, headers: { 'idempotency-key': 'once' } };
    const address = `POST /tenants/${id}/effects/greeting/settle`;
    const first = await api.call(address, request);
    const second = await api.call(address, request);
    expect(second.headers.get('idempotent-replayed')).toBe('true');
    expect(second.json).toEqual(first.json);
  });

  it('never has sent again what is known to be sent', async () => {
    await created();
    const { status, json } = await settle('not_done');
    expect([status, json.code]).toEqual([409, 'effect_settled']);
    expect(mail.attempts()).toBe(1);
  });

  it('does not interfere while a worker is at it', async () => {
    await created();
    await left('started');
    await isWorkedOn();
    const { status, json } = await settle('not_done');
    expect([status, json.code]).toEqual([409, 'effect_running']);
  });

  it('settles what a worker died over', async () => {
    await created();
    await left('started');
    expect((await settle('done')).status).toBe(200);
    expect(await effects()).toMatchObject([{ state: 'done' }]);
  });

  it.each(['farewell', '__proto__', 'a%2Fb'])('answers 404 for effect %s', async (effect) => {
    await created();
    const { status, json } = await settle('done', effect);
    expect([status, json.code]).toEqual([404, 'effect_not_found']);
  });

  it.each([undefined, 'maybe', null, 1])('answers 422 for outcome %s', async (outcome) => {
    await created();
    const { status, json } = await settle(outcome);
    expect([status, json.errors[0].pointer]).toEqual([422, '/outcome']);
  });

  it('answers 410 once the tenant is deleted', async () => {
    await created();
    await api.engine.delete(id);
    await api.engine.settle(id);
    expect((await settle('done')).status).toBe(410);
  });
});
