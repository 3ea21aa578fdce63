import {
  type CloudflareApi,
  createCloudflareApi,
} from '../../shared/adapters/cloudflare/create-cloudflare-api.ts';
import { createCloudflareDns } from '../../shared/adapters/cloudflare/create-cloudflare-dns.ts';
import { createCloudflareTunnel } from '../../shared/adapters/cloudflare/create-cloudflare-tunnel.ts';
import type { Dns } from '../../shared/ports/dns.ts';
import type { Tunnel } from '../../shared/ports/tunnel.ts';
import { fakeAccountId, fakeToken, fakeTunnelId, fakeZoneId } from './cloudflare-state.ts';
import { type FakeCloudflare, startFakeCloudflare } from './fake-cloudflare.ts';

/** The real adapter before the fake server. */
export interface CloudflareWorld {
  readonly fake: FakeCloudflare;
  readonly api: CloudflareApi;
  readonly dns: Dns;
  readonly tunnel: Tunnel;
  readonly close: () => Promise<void>;
}

/** How long the adapter waits; only faults make it wait that long. */
const defaultTimeoutMs = 5_000;

/** A new one; `close` it. */
export async function openCloudflareWorld(
  settings: { readonly token?: string; readonly timeoutMs?: number } = {},
): Promise<CloudflareWorld> {
  const { token = fakeToken, timeoutMs = defaultTimeoutMs } = settings;
  const fake = await startFakeCloudflare();
  const api = createCloudflareApi({ url: fake.url, token, timeoutMs });
  const account = { accountId: fakeAccountId, tunnelId: fakeTunnelId };
  return {
    ...{ fake, api, close: fake.close },
    dns: createCloudflareDns(api, fakeZoneId),
    tunnel: createCloudflareTunnel(api, account),
  };
}
