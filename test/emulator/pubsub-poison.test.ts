import { Buffer } from 'node:buffer';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, inject, it, vi } from 'vitest';
import {
  createPubsubQueue,
  type PubsubQueue,
} from '../../shared/adapters/pubsub/create-pubsub-queue.ts';
import { aHint } from '../builders/a-hint.ts';
import { numberedId } from '../builders/numbered-id.ts';
import { type Door, openDoor } from '../fakes/open-door.ts';
import { attemptsMax, openPubsub, type Pubsub } from './open-pubsub.ts';

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

  beforeEach(async () => {
    pubsub = await openPubsub(pubsubHost, projectId);
    const { topicId } = pubsub;
    queue = createPubsubQueue({ projectId, topicId, emulatorHost: pubsubHost });
  });
  afterEach(async () => {
    await pubsub.close();
    await door?.close();
    await queue.close();
    door = undefined;
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
    expect(percentile(among, 50)).toBeLessThan(percentile(before, 50) + 100);
    expect(percentile(among, 99)).toBeLessThan(percentile(before, 99) + 500);
  });
});

function percentile(values: readonly number[], percent: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor((values.length * percent) / 100)] ?? 0;
}
