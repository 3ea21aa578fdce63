import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { codetetherSettings } from '../../../functions/compose/codetether-settings.ts';
import { composeCloudflare } from '../../../functions/compose/compose-cloudflare.ts';
import { parseConfig } from '../../../functions/config.ts';
import {
  fakeAccountId,
  fakeToken,
  fakeTunnelId,
  fakeZoneId,
} from '../../fakes/cloudflare-state.ts';
import { type FakeCloudflare, startFakeCloudflare } from '../../fakes/fake-cloudflare.ts';

let fake: FakeCloudflare;
beforeEach(async () => {
  fake = await startFakeCloudflare();
});
afterEach(async () => {
  await fake.close();
});

const environment = () => ({
  CLOUDFLARE_TUNNEL_ID: fakeTunnelId,
  CLOUDFLARE_API_TOKEN: fakeToken,
  CLOUDFLARE_ZONE_ID: fakeZoneId,
  CLOUDFLARE_ACCOUNT_ID: fakeAccountId,
  CLOUDFLARE_API_URL: fake.url,
});

describe('composeCloudflare()', () => {
  it('reaches the zone and the tunnel that the variables name', async () => {
    const { dns, tunnel } = await composeCloudflare({
      config: parseConfig(environment(), 'local'),
    });

    await expect(dns?.find('acme.example.com')).resolves.toBeUndefined();
    await expect(tunnel?.read()).resolves.toMatchObject({ version: fake.state.version });
    expect(tunnel?.id).toBe(fakeTunnelId);
  });

  it('has nothing without the variables', async () => {
    await expect(composeCloudflare({ config: parseConfig({}, 'local') })).resolves.toEqual({});
  });

  it('leads hosts to the tunnel in functions that have no token, too', () => {
    const config = parseConfig(
      { ...environment(), TENANTRY_STORE: 'embedded', TENANTRY_QUEUE: 'embedded' },
      'deployed',
      ['store', 'queue'],
    );

    expect(config.CLOUDFLARE_API_TOKEN).toBeUndefined();
    expect(codetetherSettings(config).systems).toMatchObject({
      hasTunnel: true,
      dnsTarget: `${fakeTunnelId}.cfargotunnel.com`,
    });
  });
});
