import { afterEach, beforeEach, describe, expect, inject, it, vi } from 'vitest';
import type { PubsubQueue } from '../../shared/adapters/pubsub/create-pubsub-queue.ts';
import { createPubsubQueue } from '../../shared/adapters/pubsub/create-pubsub-queue.ts';
import type { WorkHint } from '../../shared/ports/queue.ts';
import { aHint } from '../builders/a-hint.ts';
import { aPush, bodyOf } from '../builders/a-push.ts';
import { numberedId } from '../builders/numbered-id.ts';
import { expectedCaller } from '../builders/push-claims.ts';
import { type Door, openDoor } from '../fakes/open-door.ts';
import { attemptsMax, openPubsub, type Pubsub } from './open-pubsub.ts';

const { pubsubHost, projectId: prefix } = inject('emulators');
const projectId = `${prefix}-door`;
const hint = aHint(numberedId(1));
const timeout = 30_000;

describe('the door of pushed work', () => {
  let pubsub: Pubsub;
  let queue: PubsubQueue;
  let door: Door | undefined;
  let handled: WorkHint[];

  beforeEach(async () => {
    pubsub = await openPubsub(pubsubHost, projectId);
    const { topicId } = pubsub;
    queue = createPubsubQueue({ projectId, topicId, emulatorHost: pubsubHost });
    handled = [];
  });
  afterEach(async () => {
    await pubsub.close();
    await door?.close();
    await queue.close();
    door = undefined;
  });

  const handle = async (one: WorkHint) => void handled.push(one);
  const statuses = () => door?.function.answers.map(({ status }) => status) ?? [];

  it('lets in what the signing proxy signed', async () => {
    door = await openDoor(handle);
    await pubsub.pushTo(`${door.proxy.url}/push`);

    await queue.publish(hint);

    await vi.waitFor(() => expect(handled).toEqual([hint]), { timeout });
    expect(statuses()).toEqual([204]);
  });

  it('stays shut for the emulator itself, which sends no token, until the hint is a dead letter', async () => {
    door = await openDoor(handle);
    await pubsub.pushTo(`${door.function.url}/push`);

    await queue.publish(hint);

    await vi.waitFor(() => expect(pubsub.deadMessages).toHaveLength(1), { timeout });
    expect(statuses()).toEqual(Array.from({ length: attemptsMax }, () => 401));
    expect(handled).toEqual([]);
  });

  it.each([
    ['audience', { ...expectedCaller, audience: 'https://other.example' }],
    ['account', { ...expectedCaller, serviceAccount: 'other@example.iam.gserviceaccount.com' }],
  ])('stays shut for a caller with another %s', async (_name, caller) => {
    door = await openDoor(handle, caller);
    await pubsub.pushTo(`${door.proxy.url}/push`);

    await queue.publish(hint);

    await vi.waitFor(() => expect(statuses()).toContain(403), { timeout });
    expect(new Set(statuses())).toEqual(new Set([403]));
    expect(handled).toEqual([]);
  });

  it('asks for patience while the keys cannot be fetched, and then works on the hint', async () => {
    door = await openDoor(handle);
    const { keys, url } = door.proxy;
    keys.answer((response) => response.writeHead(503).end());
    await pubsub.pushTo(`${url}/push`);
    await queue.publish(hint);
    await vi.waitFor(() => expect(statuses()).toEqual([503]), { timeout });

    keys.recover();

    await vi.waitFor(() => expect(handled).toEqual([hint]), { timeout });
    expect(pubsub.deadMessages).toEqual([]);
  });

  it('gets a hint again whose function died while it worked on it', async () => {
    const begun = Promise.withResolvers<void>();
    const dying = await openDoor(async () => {
      begun.resolve();
      await new Promise(() => undefined);
    });
    await pubsub.pushTo(`${dying.proxy.url}/push`);
    await queue.publish(hint);
    await begun.promise;
    await dying.close();

    door = await openDoor(handle);
    await pubsub.pushTo(`${door.proxy.url}/push`);

    await vi.waitFor(() => expect(handled).toContainEqual(hint), { timeout });
  });

  it('refuses an envelope whose data is not base64', async () => {
    door = await openDoor(handle);
    const push = aPush();
    const body = bodyOf({ ...push, message: { ...push.message, data: '%%%' } });

    const answer = await fetch(`${door.proxy.url}/push`, { method: 'POST', body });

    expect(answer.status).toBe(400);
    expect(door.function.answers).toEqual([{ status: 400, code: 'invalid_message_data' }]);
    expect(handled).toEqual([]);
  });
});
