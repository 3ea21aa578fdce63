import { Buffer } from 'node:buffer';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, inject, it, vi } from 'vitest';
import {
  createPubsubQueue,
  type PubsubQueue,
} from '../../shared/adapters/pubsub/create-pubsub-queue.ts';
import type { DeadLetter } from '../../shared/tenant/dead-letter.ts';
import { aHint } from '../builders/a-hint.ts';
import { numberedId } from '../builders/numbered-id.ts';
import { type Door, openDoor } from '../fakes/open-door.ts';
import { attemptsMax, openPubsub, type Pubsub } from './open-pubsub.ts';
import { type Admin, startAdmin } from './start-admin.ts';

const { pubsubHost, projectId: prefix } = inject('emulators');
const projectId = `${prefix}-poison`;

const json = (value: unknown) => Buffer.from(JSON.stringify(value));
const hint = aHint(numberedId(1));

/** What nobody may take for a hint, by the code that it is refused with. */
const poisons: Readonly<Record<string, { readonly data: Buffer; readonly code: string }>> = {
  junk: { data: Buffer.from('junk'), code: 'malformed_json' },
  bytes: { data: Buffer.from([0xff, 0x00, 0xfe]), code: 'invalid_utf8' },
  text: { data: json('hint'), code: 'invalid_hint' },
  list: { data: json([hint]), code: 'invalid_hint' },
  'wrong-type': { data: json({ schema: 1, tenant_id: 7 }), code: 'invalid_hint' },
  'no-tenant': { data: json({ schema: 1 }), code: 'invalid_hint' },
  'no-id': { data: json({ schema: 1, tenant_id: 'acme' }), code: 'invalid_hint' },
  'member-more': { data: json({ ...hint, more: true }), code: 'invalid_hint' },
  'base64-twice': { data: Buffer.from(json(hint).toString('base64')), code: 'malformed_json' },
  deep: { data: Buffer.from('['.repeat(10_000) + ']'.repeat(10_000)), code: 'json_too_deep' },
  'newer-schema': { data: json({ ...hint, schema: 99 }), code: 'newer_schema' },
  'attributes-only': { data: Buffer.alloc(0), code: 'invalid_envelope' },
  // Pub/Sub takes 10 MB a message, attributes included.
  huge: { data: Buffer.alloc(9_900_000, 0x20), code: 'body_too_large' },
};

describe('poison', () => {
  let pubsub: Pubsub;
  let queue: PubsubQueue;
  let door: Door | undefined;
  let admin: Admin | undefined;

  beforeEach(async () => {
    pubsub = await openPubsub(pubsubHost, projectId);
    const { topicId } = pubsub;
    queue = createPubsubQueue({ projectId, topicId, emulatorHost: pubsubHost });
  });
  afterEach(async () => {
    await pubsub.close();
    await door?.close();
    await admin?.close();
    await queue.close();
    door = undefined;
    admin = undefined;
  });

  it('ends as dead letters after as many attempts as there are, and never enters the handler', async () => {
    const handled: unknown[] = [];
    door = await openDoor(async (one) => void handled.push(one));
    await pubsub.pushTo(`${door.proxy.url}/push`);

    for (const [poison, { data }] of Object.entries(poisons)) {
      await pubsub.topic.publishMessage({ data, attributes: { poison } });
    }

    const names = Object.keys(poisons).toSorted();
    const dead = () => pubsub.deadMessages.map(({ attributes }) => attributes['poison']).toSorted();
    await vi.waitFor(() => expect(dead()).toEqual(names), { timeout: 50_000, interval: 100 });
    // Each one once, also a while later.
    await pause(2_000);
    expect(dead()).toEqual(names);
    const counts = pubsub.deadMessages.map(
      ({ attributes }) => attributes['CloudPubSubDeadLetterSourceDeliveryCount'],
    );
    expect(new Set(counts)).toEqual(new Set([String(attemptsMax)]));
    const codes = Object.values(poisons).flatMap(({ code }) =>
      Array.from({ length: attemptsMax }, () => code),
    );
    expect(door.function.answers.map(({ code }) => code).toSorted()).toEqual(codes.toSorted());
    expect(handled).toEqual([]);
  });

  it('is kept once each with its reason, while good hints go through', async () => {
    const good = Array.from({ length: 20 }, (_, index) => aHint(numberedId(index + 10)));
    const failing = aHint(numberedId(2));
    const handled = new Set<string>();
    door = await openDoor(async ({ tenant_id }) => {
      if (tenant_id === failing.tenant_id) throw new Error('Cannot handle it');
      handled.add(tenant_id);
    });
    admin = await startAdmin(projectId, pubsub.topicId);
    await pubsub.pushDeadTo(`${admin.proxy.url}/dead-letters`);
    await pubsub.pushTo(`${door.proxy.url}/push`);
    const expected = [
      ...Object.values(poisons).map(({ code }) => code),
      'not_processed',
    ].toSorted();

    await queue.publish(failing);
    for (const { data } of Object.values(poisons)) {
      await pubsub.topic.publishMessage({ data, attributes: { poison: 'yes' } });
    }
    for (const one of good) await queue.publish(one);

    const { letters, redrive } = admin;
    await vi.waitFor(async () => expect(await letters()).toHaveLength(expected.length), {
      timeout: 50_000,
      interval: 200,
    });
    // Each one once, also a while later.
    await pause(2_000);
    const kept = await letters();
    expect(kept.map(({ reason }) => reason.code).toSorted()).toEqual(expected);
    expect(new Set(kept.map(({ attempts }) => attempts))).toEqual(new Set([attemptsMax]));
    expect(Math.max(...kept.map(({ body }) => body.text.length))).toBeLessThanOrEqual(12_000);
    expect(handled).toEqual(new Set(good.map(({ tenant_id }) => tenant_id)));
    const [dead] = kept.filter(({ tenant_id }) => tenant_id === failing.tenant_id);
    const answers = [await redrive(dead?.id ?? ''), await redrive(kept.find(isJunk)?.id ?? '')];
    expect(answers).toEqual([200, 422]);
  });

  it('does not hold up good hints', async () => {
    const publishedAt = new Map<string, number>();
    const delays: number[] = [];
    door = await openDoor(async ({ tenant_id }) => {
      delays.push(performance.now() - (publishedAt.get(tenant_id) ?? 0));
    });
    await pubsub.pushTo(`${door.proxy.url}/push`);
    const publishGood = async (from: number) => {
      for (let number = from; number < from + 100; number += 1) {
        publishedAt.set(numberedId(number), performance.now());
        await queue.publish(aHint(numberedId(number)));
        await pause(10);
      }
      await vi.waitFor(() => expect(delays).toHaveLength(from + 100), { timeout: 20_000 });
      return delays.slice(from);
    };
    const before = await publishGood(0);
    for (let index = 0; index < 50; index += 1) {
      await pubsub.topic.publishMessage({ data: Buffer.from('junk') });
    }

    const among = await publishGood(100);

    // A hint that waited for poison would wait for its next attempt, a second later.
    expect(percentile(among, 50)).toBeLessThan(percentile(before, 50) + 500);
    expect(percentile(among, 99)).toBeLessThan(percentile(before, 99) + 1_000);
  });
});

function isJunk({ reason }: DeadLetter): boolean {
  return reason.code === 'malformed_json';
}

function percentile(values: readonly number[], percent: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor((values.length * percent) / 100)] ?? 0;
}
