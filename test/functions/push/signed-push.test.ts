import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { WorkHint } from '../../../shared/ports/queue.ts';
import { aPush, tenantId } from '../../builders/a-push.ts';
import { expectedCaller } from '../../builders/push-claims.ts';
import { type Door, openDoor } from '../../fakes/open-door.ts';
import { startSigningProxy } from '../../fakes/signing-proxy.ts';

describe('a push through the signing proxy', () => {
  let door: Door;
  let handled: WorkHint[];

  beforeEach(async () => {
    handled = [];
    door = await openDoor(async (hint) => void handled.push(hint));
  });
  afterEach(async () => {
    await door.close();
  });

  const push = async (
    origin: string,
    body: string,
    headers: Readonly<Record<string, string>> = {},
  ) => await fetch(`${origin}/push`, { method: 'POST', body, headers });

  it('is worked on and acknowledged', async () => {
    const answer = await push(door.proxy.url, JSON.stringify(aPush()));

    expect(answer.status).toBe(204);
    expect(handled).toEqual([{ schema: 1, tenant_id: tenantId }]);
  });

  it('carries the token of the proxy, not one that was sent along', async () => {
    const headers = { authorization: 'Bearer stranger' };

    const answer = await push(door.proxy.url, JSON.stringify(aPush()), headers);

    expect(answer.status).toBe(204);
  });

  it('is refused when it is no hint', async () => {
    const answer = await push(door.proxy.url, 'junk');

    expect(answer.status).toBe(400);
    expect(handled).toEqual([]);
  });

  it('is refused when it is too large', async () => {
    const answer = await push(door.proxy.url, ' '.repeat(1_000_000));

    expect(answer.status).toBe(413);
    expect(door.function.answers).toEqual([{ status: 413, code: 'body_too_large' }]);
  });

  it('is refused without the proxy', async () => {
    const answer = await push(door.function.url, JSON.stringify(aPush()));

    expect(answer.status).toBe(401);
    expect(handled).toEqual([]);
  });

  it('is 502 while there is no function', async () => {
    const proxy = await startSigningProxy(expectedCaller);

    const answer = await push(proxy.url, JSON.stringify(aPush()));

    expect(answer.status).toBe(502);
    await proxy.close();
  });
});
