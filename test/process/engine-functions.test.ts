import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aHint } from '../builders/a-hint.ts';
import { pushClaims } from '../builders/push-claims.ts';
import { type BundleWorld, createBundleWorld } from '../fakes/bundle-world.ts';
import { aPost, httpCall } from '../fakes/http-call.ts';
import { type KeyServer, startKeyServer } from '../fakes/key-server.ts';
import { createTokenSigner } from '../fakes/token-signer.ts';

const signer = createTokenSigner('test');
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
let keys: KeyServer;
let world: BundleWorld;
let createUrl: string;

beforeAll(async () => {
  keys = await startKeyServer(signer);
  world = await createBundleWorld(['create', 'status', 'provision', 'sweep'], keys.url);
  createUrl = (await world.start('create')).url;
});
afterAll(async () => {
  await world.close();
  await keys.close();
});

async function createTenant(subdomain: string): Promise<string> {
  const body = { organization: 'Acme Ltd', subdomain, email: 'admin@acme.example' };
  return (await httpCall(`${createUrl}/tenants`, aPost(body))).json.id;
}

function aPush(tenantId: string): RequestInit {
  const data = Buffer.from(JSON.stringify(aHint(tenantId))).toString('base64');
  const message = { data, messageId: '1', publishTime: '2026-01-01T00:00:00Z' };
  const envelope = { message, subscription: 'projects/demo/subscriptions/work' };
  return aPost(envelope, bearer(signer.sign(pushClaims())));
}

describe('SIGTERM', () => {
  it('has a waiting caller answered before the end', async () => {
    const id = await createTenant('waits');
    const { url, end } = await world.start('status');
    const waiting = httpCall(`${url}/tenants/${id}/status?wait=30`);
    await pause(300);
    const startedAt = Date.now();

    const code = await end();

    expect(code).toBe(0);
    expect(await waiting).toMatchObject({ status: 200, json: { status: 'queued' } });
    expect(Date.now() - startedAt).toBeLessThan(5_000);
  });

  it('makes provision finish its step, give the lease back and answer', async () => {
    const id = await createTenant('stopped');
    const { url, end } = await world.start('provision', {
      ...world.settings,
      ...{ LEASE_MS: '90000', WORK_MS: '60000' },
    });
    const pushed = httpCall(`${url}/push`, aPush(id));
    await untilLeased(id);
    const startedAt = Date.now();

    const code = await end();

    expect(code).toBe(0);
    expect((await pushed).status).toBe(204);
    expect(Date.now() - startedAt).toBeLessThan(2_000);
    expect(await world.tenant(id)).toMatchObject({ status: 'provisioning', lease: null });
    // Due again within the wait of its step, not at the end of a lease.
    const dueInMs = Date.parse((await world.tenant(id))?.due ?? '') - Date.now();
    expect(dueInMs).toBeLessThan(10_000);
  });
});

describe('provision and sweep', () => {
  let provisionUrl: string;
  let sweepUrl: string;

  beforeAll(async () => {
    provisionUrl = `${(await world.start('provision')).url}/push`;
    sweepUrl = `${(await world.start('sweep')).url}/sweep`;
  });

  it('bring a tenant to active by a pushed hint', async () => {
    const id = await createTenant('pushed');

    const answer = await httpCall(provisionUrl, aPush(id));

    expect(answer.status).toBe(204);
    expect(await world.tenant(id)).toMatchObject({ status: 'active', lease: null });
  });

  it('acknowledge a hint about nobody, and one that comes twice', async () => {
    const id = await createTenant('twice');
    const nobody = '5b0c6f4e-3a1d-4c39-9a53-0a8f3f0e9d11';

    const answers = await Promise.all(
      [id, id, nobody].map((tenantId) => httpCall(provisionUrl, aPush(tenantId))),
    );

    expect(answers.map(({ status }) => status)).toEqual([204, 204, 204]);
    expect(await world.tenant(id)).toMatchObject({ status: 'active' });
  });

  it.each([
    [401, 'no token', {}],
    [401, 'an API key', { 'x-api-key': 'k'.repeat(40) }],
    [403, 'another account', bearer(signer.sign(pushClaims({ email: 'eve@evil.example' })))],
    [403, 'another audience', bearer(signer.sign(pushClaims({ aud: 'https://evil.example' })))],
    [403, 'another issuer', bearer(signer.sign(pushClaims({ iss: 'https://evil.example' })))],
    [403, 'another key', bearer(createTokenSigner('test').sign(pushClaims()))],
    [403, 'a token of yesterday', bearer(signer.sign(pushClaims({ iat: 1e9, exp: 1e9 + 3_600 })))],
  ])('answer %i to %s and touch no tenant', async (status, _name, headers) => {
    const id = await createTenant(`untouched-${randomUUID().slice(0, 8)}`);
    const answers = [
      await httpCall(provisionUrl, { ...aPush(id), headers }),
      await httpCall(sweepUrl, aPost('', headers)),
    ];

    const expected = { status, type: 'application/problem+json' };
    expect(answers).toEqual([expect.objectContaining(expected), expect.objectContaining(expected)]);
    expect(await world.tenant(id)).toMatchObject({ status: 'queued', epoch: 0 });
  });

  it('do not acknowledge what is no hint', async () => {
    const answer = await httpCall(provisionUrl, aPost('junk', bearer(signer.sign(pushClaims()))));

    expect(answer).toMatchObject({ status: 400, json: { code: 'malformed_json' } });
  });

  it('find a tenant whose hint was lost, also two at once', async () => {
    const data = `${world.settings['TENANTRY_DATA']}-lost`;
    const settings = { ...world.settings, TENANTRY_DATA: data };
    const [create, sweep] = [
      await world.start('create', settings),
      await world.start('sweep', settings),
    ];
    const body = { organization: 'Acme Ltd', subdomain: 'lost', email: 'admin@acme.example' };
    await httpCall(`${create.url}/tenants`, aPost(body));

    const request = aPost('', bearer(signer.sign(pushClaims())));
    const answers = await Promise.all(
      [1, 2].map(async () => await httpCall(`${sweep.url}/sweep`, request)),
    );

    expect(answers.map(({ json }) => json)).toEqual([{ due: 1 }, { due: 1 }]);
  });
});

async function untilLeased(id: string): Promise<void> {
  for (let looks = 0; looks < 500; looks += 1) {
    const tenant = await world.tenant(id);
    if (tenant?.status === 'provisioning' && tenant.lease !== null) return;
    await pause(10);
  }
  throw new Error('Nobody takes the lease');
}
