import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSecretManagerVault } from '../../../../shared/adapters/secret-manager/create-secret-manager-vault.ts';
import type { Vault } from '../../../../shared/ports/vault.ts';
import { SystemError } from '../../../../shared/tenant/system-error.ts';
import { vaultContract } from '../../../contracts/vault.contract.ts';
import { json } from '../../../fakes/scripted-server.ts';
import {
  type Interference,
  type SecretManagerServer,
  startSecretManagerServer,
} from '../../../fakes/secret-manager-server.ts';

const tenantId = '5a3b1e0c-0000-4000-8000-000000000000';
const token = 'sealed:v1:a';
const values = new Map([[token, 'open sesame']]);
const now = () => Date.parse('2026-01-01T00:00:00Z');

function aVault({ url }: SecretManagerServer, more: object = {}): Vault {
  const connection = { url, projectId: 'acme-control', scope: 'default' };
  return createSecretManagerVault({ ...connection, callTimeoutMs: 1_000, ...more });
}

vaultContract('in Secret Manager', async () => {
  const server = await startSecretManagerServer(now);
  return { vault: aVault(server), now, close: server.close };
});

describe('createSecretManagerVault()', () => {
  let server: SecretManagerServer;

  beforeEach(async () => {
    server = await startSecretManagerServer(now);
  });

  afterEach(async () => await server.close());

  it('keeps one secret for a tenant, with labels that say whose', async () => {
    await aVault(server).put(tenantId, values);

    expect([...server.secrets.keys()]).toEqual([`tenantry-${tenantId}`]);
    expect(server.secrets.get(`tenantry-${tenantId}`)?.labels).toEqual({
      'managed-by': 'tenantry',
      'tenantry-store': 'default',
    });
  });

  it('adds no version for values that the newest has', async () => {
    const vault = aVault(server);
    await vault.put(tenantId, values);
    await vault.put(tenantId, values);

    expect(server.secrets.get(`tenantry-${tenantId}`)?.versions).toHaveLength(1);
  });

  it('reads what the newest version has in one call', async () => {
    const vault = aVault(server);
    await vault.put(tenantId, values);
    const before = server.calls().length;
    await vault.get(tenantId, [token]);

    expect(server.calls().slice(before)).toEqual(['AccessSecretVersion']);
  });

  it('finds the oldest of many versions', async () => {
    const vault = aVault(server);
    for (let number = 1; number <= 25; number += 1) {
      await vault.put(tenantId, new Map([[`sealed:v1:${number}`, `value ${number}`]]));
    }

    expect([...(await vault.get(tenantId, ['sealed:v1:1']))]).toEqual([['sealed:v1:1', 'value 1']]);
  });

  it.each(['DISABLED', 'DESTROYED'] as const)('passes over a %s version', async (state) => {
    const vault = aVault(server);
    await vault.put(tenantId, values);
    await vault.put(tenantId, new Map([['sealed:v1:b', 'two']]));
    const [, newest] = server.secrets.get(`tenantry-${tenantId}`)?.versions ?? [];
    if (newest !== undefined) newest.state = state;

    expect(await vault.get(tenantId, [token, 'sealed:v1:b'])).toEqual(values);
    await vault.put(tenantId, new Map([['sealed:v1:b', 'two']]));
    expect((await vault.get(tenantId, ['sealed:v1:b'])).get('sealed:v1:b')).toBe('two');
  });

  it('passes over a version that somebody else made', async () => {
    const vault = aVault(server);
    await vault.put(tenantId, values);
    const data = Buffer.from('{"schema":2}').toString('base64');
    const { versions = [], createTime = '' } = server.secrets.get(`tenantry-${tenantId}`) ?? {};
    versions.push({ number: 2, createTime, state: 'ENABLED', data, isChecked: false });

    expect(await vault.get(tenantId, [token])).toEqual(values);
  });

  it('finishes what an earlier call began and did not end', async () => {
    const vault = aVault(server);
    server.interfere(({ url }, response) => {
      if (!url.pathname.endsWith(':addVersion')) return false;
      json(response, 503, {});
      return true;
    });
    await expect(vault.put(tenantId, values)).rejects.toThrow(SystemError);
    server.interfere(undefined);
    await vault.put(tenantId, values);

    expect(await vault.get(tenantId, [token])).toEqual(values);
  });

  it('lists secrets of its own store only, and none without one', async () => {
    await aVault(server).put(tenantId, values);
    const span = { from: '2025-12-31T00:00:00.000Z', until: '2026-01-02T00:00:00.000Z' };

    expect(await aVault(server).list(span, 10)).toEqual([tenantId]);
    expect(await aVault(server, { scope: 'other' }).list(span, 10)).toEqual([]);
    expect(await aVault(server, { scope: undefined }).list(span, 10)).toEqual([]);
  });

  it('sends the access token', async () => {
    const sent: unknown[] = [];
    server.interfere(({ headers }) => {
      sent.push(headers.authorization);
      return false;
    });
    await aVault(server, { accessToken: async () => 'ya29' }).remove(tenantId);

    expect(sent).toEqual(['Bearer ya29']);
  });

  it.each([
    ['none', async () => null],
    ['a refusal', async () => Promise.reject(new Error('open sesame'))],
    ['no answer', async () => await new Promise<string>(() => undefined)],
  ])('is unauthorized with %s for a token, and calls nobody', async (_, accessToken) => {
    const vault = aVault(server, { accessToken, callTimeoutMs: 50 });

    await expect(vault.remove(tenantId)).rejects.toMatchObject({ code: 'vault_unauthorized' });
    expect(server.calls()).toEqual([]);
  });

  it('refuses values that do not fit', async () => {
    const large = new Map([[token, 'x'.repeat(60_000)]]);

    await expect(aVault(server).put(tenantId, large)).rejects.toMatchObject({
      code: 'vault_refused',
      class: 'terminal',
    });
    expect(server.calls()).toEqual([]);
  });

  const answerWith =
    (status: number, headers: object = {}): Interference =>
    (_, response) => {
      response.writeHead(status, { ...headers }).end('{"error":{"message":"open sesame"}}');
      return true;
    };

  it.each([
    { fault: '401', how: answerWith(401), error: { code: 'vault_unauthorized', class: 'retry' } },
    { fault: '403', how: answerWith(403), error: { code: 'vault_forbidden', class: 'retry' } },
    // A proxy's 404 is no word of Google's: nothing is gone for it.
    { fault: 'a bare 404', how: answerWith(404), error: { code: 'vault_refused' } },
    {
      fault: '429 with Retry-After',
      how: answerWith(429, { 'retry-after': '7' }),
      error: { code: 'vault_throttled', class: 'retry', retryAfterMs: 7_000 },
    },
    {
      fault: 'an absurd Retry-After',
      how: answerWith(429, { 'retry-after': '99999999' }),
      error: { retryAfterMs: 600_000 },
    },
    {
      fault: '500',
      how: answerWith(500),
      error: { code: 'vault_unavailable', outcome: 'unknown' },
    },
    { fault: '504', how: answerWith(504), error: { code: 'vault_timeout', outcome: 'unknown' } },
    {
      fault: 'a redirect',
      how: answerWith(302, { location: 'http://169.254.169.254/' }),
      error: { code: 'vault_unavailable' },
    },
    {
      fault: 'a page instead of JSON',
      how: ((_, response) => {
        response.writeHead(200).end('<html>');
        return true;
      }) satisfies Interference,
      error: { code: 'vault_unavailable' },
    },
    {
      fault: 'a reset',
      how: ((_, response) => {
        response.destroy();
        return true;
      }) satisfies Interference,
      error: { code: 'vault_unavailable', outcome: 'unknown' },
    },
    {
      fault: 'silence',
      how: (() => true) satisfies Interference,
      error: { code: 'vault_timeout', class: 'retry', outcome: 'unknown' },
    },
  ])('classes $fault, tells when to try again, and no value', async ({ how, error }) => {
    const vault = aVault(server, { callTimeoutMs: 300 });
    server.interfere(how);
    const failures = await Promise.all(
      [
        vault.put(tenantId, values),
        vault.get(tenantId, [token]),
        vault.remove(tenantId),
        vault.list({ from: '2025-01-01T00:00:00Z', until: '2027-01-01T00:00:00Z' }, 1),
      ].map((call) => call.then(() => undefined).catch((failure: unknown) => failure)),
    );

    for (const failure of failures) {
      expect(failure).toMatchObject(error);
      expect(String(failure)).not.toContain('open sesame');
      expect(failure).toHaveProperty('retryAfterMs', expect.any(Number));
    }
  });
});
