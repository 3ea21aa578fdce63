import { Buffer } from 'node:buffer';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createKeySource } from '../../../../shared/adapters/google-tokens/create-key-source.ts';
import { type KeyLimits, keyLimits } from '../../../../shared/adapters/google-tokens/key-limits.ts';
import { type KeyServer, publish, startKeyServer } from '../../../fakes/key-server.ts';
import { createManualClock, type ManualClock } from '../../../fakes/manual-clock.ts';
import { createTokenSigner, type TokenSigner } from '../../../fakes/token-signer.ts';

const unavailable = expect.objectContaining({
  code: 'keys_unavailable',
  retryAfterMs: expect.any(Number),
});

describe('createKeySource()', () => {
  let first: TokenSigner;
  let second: TokenSigner;
  let server: KeyServer;
  let clock: ManualClock;

  beforeAll(() => {
    first = createTokenSigner('first');
    second = createTokenSigner('second');
  });
  beforeEach(async () => {
    server = await startKeyServer(first);
    clock = createManualClock();
  });
  afterEach(async () => {
    await server.close();
  });

  const source = (limits: Partial<KeyLimits> = {}) =>
    createKeySource({ url: server.url, clock, limits });
  const goDown = () => server.answer((response) => response.writeHead(503).end());

  it('finds a key that is published', async () => {
    await expect(source().find('first')).resolves.toBe(first.publicKeyPem);
  });

  it('fetches nothing before it is asked', async () => {
    source();

    expect(server.requests()).toBe(0);
  });

  it('keeps keys for as long as their server says', async () => {
    const keys = source();
    await keys.find('first');
    clock.advance(21_599_000);
    await keys.find('first');
    expect(server.requests()).toBe(1);

    clock.advance(1_000);
    await keys.find('first');

    expect(server.requests()).toBe(2);
  });

  it('takes off the time that an answer lay in a cache on its way', async () => {
    server.answer(publish([first], { 'cache-control': 'max-age=7200', age: '3600' }));
    const keys = source();
    await keys.find('first');

    clock.advance(3_600_000);
    await keys.find('first');

    expect(server.requests()).toBe(2);
  });

  it.each([
    ['no-store', { 'cache-control': 'no-store, max-age=7200' }],
    ['max-age=0', { 'cache-control': 'max-age=0' }],
    ['nothing', {}],
    ['nonsense', { 'cache-control': 'max-age=-5' }],
  ])('keeps keys for a minute at least when their server says %s', async (_name, headers) => {
    server.answer(publish([first], headers));
    const keys = source();
    await keys.find('first');
    clock.advance(keyLimits.freshMsMin - 1);
    await keys.find('first');
    expect(server.requests()).toBe(1);

    clock.advance(1);
    await keys.find('first');

    expect(server.requests()).toBe(2);
  });

  it('keeps keys for a day at most', async () => {
    server.answer(publish([first], { 'cache-control': 'max-age=999999999' }));
    const keys = source();
    await keys.find('first');

    clock.advance(keyLimits.freshMsMax);
    await keys.find('first');

    expect(server.requests()).toBe(2);
  });

  it('asks once for many callers at a time', async () => {
    const keys = source();

    await Promise.all(Array.from({ length: 50 }, () => keys.find('first')));

    expect(server.requests()).toBe(1);
  });

  it('fetches again for an unknown key, and finds one that is new', async () => {
    const keys = source();
    await keys.find('first');
    server.answer(publish([first, second]));
    clock.advance(keyLimits.pauseMs);

    await expect(keys.find('second')).resolves.toBe(second.publicKeyPem);
    expect(server.requests()).toBe(2);
  });

  it('resolves to undefined for a key that its server does not publish', async () => {
    await expect(source().find('stranger')).resolves.toBeUndefined();
    expect(server.requests()).toBe(1);
  });

  it('does not pass the flood of unknown keys on to their server', async () => {
    const keys = source();
    await keys.find('first');

    for (let index = 0; index < 100; index += 1) {
      clock.advance(keyLimits.pauseMs / 50);
      await keys.find(`stranger-${index}`);
    }

    expect(server.requests()).toBe(1 + 2);
  });

  it('forgets a key that is no longer published', async () => {
    const keys = source();
    await keys.find('first');
    server.answer(publish([second]));

    clock.advance(21_600_000);

    await expect(keys.find('first')).resolves.toBeUndefined();
  });

  it('uses keys a little longer while their server is down', async () => {
    const keys = source();
    await keys.find('first');
    goDown();

    clock.advance(21_600_000 + keyLimits.staleMsMax - 1);

    await expect(keys.find('first')).resolves.toBe(first.publicKeyPem);
  });

  it('says that it does not know once they are too old', async () => {
    const keys = source();
    await keys.find('first');
    goDown();

    clock.advance(21_600_000 + keyLimits.staleMsMax);

    await expect(keys.find('first')).rejects.toEqual(unavailable);
  });

  it('does not call a key unknown while its server is down', async () => {
    const keys = source();
    await keys.find('first');
    goDown();

    clock.advance(keyLimits.pauseMs);

    await expect(keys.find('second')).rejects.toEqual(unavailable);
  });

  it('knocks once per pause at a server that is down, and says how long to wait', async () => {
    goDown();
    const keys = source();
    await expect(keys.find('first')).rejects.toMatchObject({ retryAfterMs: 10_000 });
    clock.advance(4_000);

    await expect(keys.find('first')).rejects.toMatchObject({ retryAfterMs: 6_000 });

    expect(server.requests()).toBe(1);
  });

  it('does not pause for longer because the clock was set back', async () => {
    goDown();
    const keys = source();
    await expect(keys.find('first')).rejects.toEqual(unavailable);
    server.answer(publish([first]));

    clock.advance(-600_000);

    await expect(keys.find('first')).resolves.toBe(first.publicKeyPem);
  });

  it('recovers when its server does', async () => {
    goDown();
    const keys = source();
    await expect(keys.find('first')).rejects.toEqual(unavailable);
    server.answer(publish([first]));

    clock.advance(keyLimits.pauseMs);

    await expect(keys.find('first')).resolves.toBe(first.publicKeyPem);
  });

  it.each([
    ['404', (response) => response.writeHead(404).end()],
    ['no JSON', (response) => response.end('<html>')],
    ['an empty key set', (response) => response.end('{"keys":[]}')],
    ['half an answer', (response) => void response.write('{', () => response.destroy())],
    ['bytes that are no text', (response) => response.end(Buffer.from([0xff, 0xfe]))],
    ['a cut line', (response) => response.destroy()],
  ] satisfies [string, Parameters<KeyServer['answer']>[0]][])(
    'does not know after %s',
    async (_name, answer) => {
      server.answer(answer);

      await expect(source().find('first')).rejects.toEqual(unavailable);
    },
  );

  it('follows no redirect, though it led to keys', async () => {
    const elsewhere = await startKeyServer(first);
    server.answer((response) => response.writeHead(302, { location: elsewhere.url }).end());

    await expect(source().find('first')).rejects.toEqual(unavailable);

    expect(elsewhere.requests()).toBe(0);
    await elsewhere.close();
  });

  it('reads no more than it may, though keys were in it', async () => {
    const body = JSON.stringify({ keys: [first.jwk], pad: 'x'.repeat(64 * 1024) });
    server.answer((response) => response.end(body));

    await expect(source().find('first')).rejects.toEqual(unavailable);
  });

  it('does not know when nobody listens', async () => {
    const keys = source();
    await server.close();

    await expect(keys.find('first')).rejects.toEqual(unavailable);

    server = await startKeyServer(first);
  });

  it.each([
    ['never answers', () => undefined],
    ['never ends its answer', (response) => void response.writeHead(200).write('{"keys":[')],
  ] satisfies [string, Parameters<KeyServer['answer']>[0]][])(
    'does not wait for a server that %s',
    async (_name, answer) => {
      server.answer(answer);
      const begun = performance.now();

      await expect(source({ fetchMs: 100 }).find('first')).rejects.toEqual(unavailable);

      expect(performance.now() - begun).toBeLessThan(2_000);
    },
  );

  it.each([
    'http://www.googleapis.com/oauth2/v3/certs',
    'http://localhost.example/certs',
    'http://127.0.0.1@example.com/certs',
    'https://user:secret@www.googleapis.com/oauth2/v3/certs',
    'file:///etc/passwd',
    'data:application/json,{}',
    'certs',
    '',
  ])('refuses keys from "%s"', (url) => {
    expect(() => createKeySource({ url, clock })).toThrow(
      expect.objectContaining({ code: 'invalid_configuration' }),
    );
  });

  it.each(['https://www.googleapis.com/oauth2/v3/certs', 'http://[::1]:1/', 'http://localhost:1/'])(
    'accepts keys from "%s"',
    (url) => {
      expect(() => createKeySource({ url, clock })).not.toThrow();
    },
  );
});
