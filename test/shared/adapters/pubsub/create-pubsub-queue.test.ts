import { Buffer } from 'node:buffer';
import { spawnSync } from 'node:child_process';
import { createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import {
  createPubsubQueue,
  type PubsubQueue,
} from '../../../../shared/adapters/pubsub/create-pubsub-queue.ts';
import type { PubsubLimits } from '../../../../shared/adapters/pubsub/pubsub-limits.ts';
import { aHint } from '../../../builders/a-hint.ts';
import { tenantId } from '../../../builders/a-push.ts';
import {
  type PubsubScript,
  protobufTexts,
  type ScriptedPubsub,
  startScriptedPubsub,
} from '../../../fakes/scripted-pubsub.ts';

const publishMethod = '/google.pubsub.v1.Publisher/Publish';
const permission = 'pubsub.topics.publish';
const unavailable = { code: 'queue_unavailable', retryAfterMs: expect.any(Number) };

/** As many message ids as messages arrived: each has `tenant_id` once. */
const accept: PubsubScript = ({ request }, { reply }) => {
  const count = request.toString('latin1').split('"tenant_id"').length - 1;
  reply(protobufTexts(1, ...Array.from({ length: count }, (_, index) => String(index + 1))));
};

describe('createPubsubQueue()', () => {
  let server: ScriptedPubsub | undefined;
  let queue: PubsubQueue | undefined;

  afterEach(async () => {
    await queue?.close();
    await server?.close();
    queue = undefined;
    server = undefined;
  });

  async function open(script: PubsubScript, limits: Partial<PubsubLimits> = {}) {
    server = await startScriptedPubsub(script);
    const address = { projectId: 'p1', topicId: 'work', emulatorHost: server.host };
    queue = createPubsubQueue({ ...address, limits });
    return { queue, calls: server.calls };
  }

  it('publishes the hint as JSON to the topic, and nothing else', async () => {
    const { queue, calls } = await open(accept);

    await queue.publish({ ...aHint(tenantId), extra: 'canary' } as never);

    const data = Buffer.from(`{"schema":1,"tenant_id":"${tenantId}"}`).toString();
    const message = protobufTexts(1, data).toString('latin1');
    const request = Buffer.concat([
      protobufTexts(1, 'projects/p1/topics/work'),
      protobufTexts(2, message),
    ]);
    expect(calls.map(({ method }) => method)).toEqual([publishMethod]);
    expect(calls[0]?.request.toString('latin1')).toBe(request.toString('latin1'));
  });

  it('resolves only after Pub/Sub has answered', async () => {
    const answered: string[] = [];
    const { queue } = await open((call, answer) =>
      setTimeout(() => {
        answered.push('server');
        accept(call, answer);
      }, 50),
    );

    await queue.publish(aHint(tenantId)).then(() => answered.push('client'));

    expect(answered).toEqual(['server', 'client']);
  });

  it('sends a hint at once, not after a delay for others to join', async () => {
    const { queue } = await open(accept);
    await queue.publish(aHint(tenantId));
    const begun = performance.now();

    for (let index = 0; index < 10; index += 1) await queue.publish(aHint(tenantId));

    expect((performance.now() - begun) / 10).toBeLessThan(50);
  });

  it('sends the hints of one turn in few calls', async () => {
    const { queue, calls } = await open(accept);

    await Promise.all(Array.from({ length: 1_000 }, () => queue.publish(aHint(tenantId))));

    expect(calls.length).toBeLessThanOrEqual(4);
  });

  it('refuses a hint of a newer schema without a call', async () => {
    const { queue, calls } = await open(accept);

    await expect(queue.publish({ schema: 2, tenant_id: tenantId } as never)).rejects.toMatchObject({
      code: 'unknown_schema',
    });
    expect(calls).toEqual([]);
  });

  it.each([
    ['ABORTED', 10],
    ['INTERNAL', 13],
    ['UNAVAILABLE', 14],
  ])('tries again after %s', async (_name, status) => {
    const { queue, calls } = await open((call, answer) => {
      if (calls.length < 3) answer.fail(status);
      else accept(call, answer);
    });

    await expect(queue.publish(aHint(tenantId))).resolves.toBeUndefined();
    expect(calls).toHaveLength(3);
  });

  it('gives up after three calls', async () => {
    const { queue, calls } = await open((_call, { fail }) => fail(14));

    await expect(queue.publish(aHint(tenantId))).rejects.toMatchObject(unavailable);
    expect(calls).toHaveLength(3);
  });

  it.each([
    ['INVALID_ARGUMENT', 3, 'Pub/Sub calls the request invalid'],
    ['NOT_FOUND', 5, 'the topic does not exist'],
    ['PERMISSION_DENIED', 7, 'the service account may not publish to the topic'],
    ['RESOURCE_EXHAUSTED', 8, 'the quota of the project is used up'],
    ['UNAUTHENTICATED', 16, 'the credentials were refused'],
    ['DATA_LOSS', 15, 'the client of Pub/Sub failed with status 15'],
  ])('does not try again after %s, and says why', async (_name, status, reason) => {
    const { queue, calls } = await open((_call, { fail }) => fail(status, 'canary'));

    await expect(queue.publish(aHint(tenantId))).rejects.toMatchObject({
      ...unavailable,
      message: `Cannot publish a hint: ${reason}`,
    });
    expect(calls).toHaveLength(1);
  });

  it('does not wait for a service that never answers', async () => {
    const { queue, calls } = await open(() => undefined, { callMs: 100, backoffMs: 1 });
    const begun = performance.now();

    await expect(queue.publish(aHint(tenantId))).rejects.toMatchObject(unavailable);

    expect(performance.now() - begun).toBeLessThan(2_000);
    expect(calls).toHaveLength(3);
  });

  it('ends at its deadline whatever the client still tries', async () => {
    const { queue } = await open(() => undefined, { callMs: 60_000, deadlineMs: 100 });
    const begun = performance.now();

    await expect(queue.publish(aHint(tenantId))).rejects.toMatchObject({
      ...unavailable,
      message: 'Cannot publish a hint: Pub/Sub did not answer within 100 ms',
    });
    expect(performance.now() - begun).toBeLessThan(2_000);
  });

  it('rejects when nobody listens', async () => {
    const emulatorHost = `127.0.0.1:${await freePort()}`;
    queue = createPubsubQueue({ projectId: 'p1', topicId: 'work', emulatorHost });

    await expect(queue.publish(aHint(tenantId))).rejects.toMatchObject(unavailable);
    await expect(queue.ping()).rejects.toMatchObject(unavailable);
  });

  it('publishes again once the service is back', async () => {
    let isDown = true;
    const { queue } = await open((call, answer) => {
      if (isDown) answer.stream.session?.destroy();
      else accept(call, answer);
    });
    await expect(queue.publish(aHint(tenantId))).rejects.toMatchObject(unavailable);

    isDown = false;

    await expect(queue.publish(aHint(tenantId))).resolves.toBeUndefined();
  });

  it('does not believe an answer without a message id', async () => {
    const { queue } = await open((_call, { reply }) => reply(Buffer.alloc(0)));

    await expect(queue.publish(aHint(tenantId))).rejects.toMatchObject({
      ...unavailable,
      message: 'Cannot publish a hint: Pub/Sub did not say that it stored the message',
    });
  });

  it('fails after it was closed, and closes without ever having opened', async () => {
    const { queue, calls } = await open(accept);

    await queue.close();

    await expect(queue.publish(aHint(tenantId))).rejects.toMatchObject({
      ...unavailable,
      message: 'Cannot use the queue: it is closed',
    });
    expect(calls).toEqual([]);
  });

  it('loads the client at the first call only', () => {
    const module = new URL(
      '../../../../shared/adapters/pubsub/create-pubsub-queue.ts',
      import.meta.url,
    );
    const script = `
      import { registerHooks } from 'node:module';
      const loaded = [];
      registerHooks({ load: (url, context, next) => (loaded.push(url), next(url, context)) });
      const { createPubsubQueue } = await import('${module}');
      const queue = createPubsubQueue({ projectId: 'p1', topicId: 'work', emulatorHost: '127.0.0.1:1',
        limits: { deadlineMs: 1_000 } });
      const count = () => loaded.filter((url) => url.includes('node_modules')).length;
      const before = count();
      await queue.ping().catch(() => undefined);
      console.log(JSON.stringify({ before, isLoaded: count() > 0 }));
      process.exit(0);
    `;

    const { stdout } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], {
      encoding: 'utf8',
    });

    expect(JSON.parse(stdout)).toEqual({ before: 0, isLoaded: true });
  });

  describe('ping()', () => {
    it('asks whether it may publish to the topic', async () => {
      const { queue, calls } = await open((_call, { reply }) =>
        reply(protobufTexts(1, permission)),
      );

      await expect(queue.ping()).resolves.toBeUndefined();
      expect(calls.map(({ method }) => method)).toEqual([
        '/google.iam.v1.IAMPolicy/TestIamPermissions',
      ]);
      expect(calls[0]?.request).toEqual(
        Buffer.concat([protobufTexts(1, 'projects/p1/topics/work'), protobufTexts(2, permission)]),
      );
    });

    it('rejects when the topic is missing or closed to us, which looks the same', async () => {
      const { queue } = await open((_call, { reply }) => reply(Buffer.alloc(0)));

      await expect(queue.ping()).rejects.toMatchObject({
        ...unavailable,
        message:
          'Cannot use the queue: the topic does not exist or the service account may not publish to it',
      });
    });

    it('does not take a topic that can be seen for one that can be published to', async () => {
      const { queue, calls } = await open(({ method }, { fail, reply }) => {
        if (method.includes('IAMPolicy')) fail(7);
        else reply(protobufTexts(1, 'projects/p1/topics/work'));
      });

      await expect(queue.ping()).rejects.toMatchObject(unavailable);
      expect(calls).toHaveLength(1);
    });

    it('looks at the topic where permissions are unknown, as on the emulator', async () => {
      const { queue, calls } = await open(({ method }, { fail, reply }) => {
        if (method.includes('IAMPolicy')) fail(12);
        else reply(protobufTexts(1, 'projects/p1/topics/work'));
      });

      await expect(queue.ping()).resolves.toBeUndefined();
      expect(calls.at(-1)?.method).toBe('/google.pubsub.v1.Publisher/GetTopic');
    });

    it('does not wait for a service that never answers', async () => {
      const { queue } = await open(() => undefined, { callMs: 100 });

      await expect(queue.ping()).rejects.toMatchObject(unavailable);
    });
  });
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}
