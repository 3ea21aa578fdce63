import { afterEach, describe, expect, it } from 'vitest';
import { sendWish, type Wish } from '../../../scripts/chaos/send-wish.ts';
import {
  json,
  type Script,
  type ScriptedServer,
  startScriptedServer,
} from '../../fakes/scripted-server.ts';

const wish: Wish = { method: 'POST', path: '/tenants', key: 'key-1', body: { subdomain: 'ada' } };

let server: ScriptedServer;
afterEach(async () => await server.close());

/** Answers with one script after the other; the last one stays. */
async function aSender(...scripts: readonly Script[]) {
  let calls = 0;
  server = await startScriptedServer((arrived, response) => {
    const script = scripts[Math.min(calls, scripts.length - 1)];
    calls += 1;
    script?.(arrived, response);
  });
  const address = server.kubeConfig().getCurrentCluster()?.server ?? '';
  const ending = new AbortController();
  return { ending, lives: { address: async () => address }, signal: ending.signal };
}

const breakOff: Script = (_, response) => response.destroy();
const accept: Script = (_, response) => json(response, 202, { id: 'a' });

describe('sendWish()', () => {
  it('sends the same request with the same key again after a broken connection', async () => {
    const sender = await aSender(breakOff, breakOff, accept);

    const outcome = await sendWish(sender, wish);

    expect(outcome).toEqual({ status: 202, text: '{"id":"a"}', resends: 2, isReplayed: false });
    expect(server.arrived.map(({ headers }) => headers['idempotency-key'])).toEqual(
      Array.from({ length: 3 }, () => 'key-1'),
    );
    expect(new Set(server.arrived.map(({ body }) => body))).toEqual(
      new Set(['{"subdomain":"ada"}']),
    );
  });

  it('sends again when the body of the answer breaks off', async () => {
    const half: Script = (_, response) => {
      response.writeHead(202, { 'content-length': '100' });
      response.write('{"id"', () => response.destroy());
    };
    const sender = await aSender(half, accept);

    expect(await sendWish(sender, wish)).toMatchObject({ text: '{"id":"a"}', resends: 1 });
  });

  it.each([429, 500, 503])('sends again after %i', async (status) => {
    const sender = await aSender((_, response) => json(response, status, {}), accept);

    expect(await sendWish(sender, wish)).toMatchObject({ status: 202, resends: 1 });
  });

  it('takes a refusal for the answer', async () => {
    const sender = await aSender((_, response) => json(response, 409, { code: 'slug_taken' }));

    expect(await sendWish(sender, wish)).toMatchObject({ status: 409, resends: 0 });
  });

  it('tells an answer that had been recorded before', async () => {
    const sender = await aSender((_, response) => {
      response.setHeader('Idempotent-Replayed', 'true');
      json(response, 202, { id: 'a' });
    });

    expect(await sendWish(sender, wish)).toMatchObject({ isReplayed: true });
  });

  it('gives up when the demonstration ends', async () => {
    const sender = await aSender(breakOff);
    const sent = sendWish(sender, wish);

    sender.ending.abort(new Error('over'));

    await expect(sent).rejects.toThrow();
  });
});
