import type { Systems } from '../../shared/ports/systems.ts';
import type { Parts } from './parts.ts';

/** The zone and the tunnel of tenants' hosts; empty when Cloudflare is not set up. */
export async function composeCloudflare({
  config,
}: Pick<Parts, 'config'>): Promise<Pick<Systems, 'dns' | 'tunnel'>> {
  const {
    CLOUDFLARE_API_URL: url,
    CLOUDFLARE_API_TOKEN: token,
    CLOUDFLARE_ZONE_ID: zoneId,
    CLOUDFLARE_ACCOUNT_ID: accountId,
    CLOUDFLARE_TUNNEL_ID: tunnelId,
  } = config;
  const isSetUp = url && token && zoneId && accountId && tunnelId;
  if (!isSetUp) return {};
  const [{ createCloudflareApi }, { createCloudflareDns }, { createCloudflareTunnel }] =
    await Promise.all([
      import('../../shared/adapters/cloudflare/create-cloudflare-api.ts'),
      import('../../shared/adapters/cloudflare/create-cloudflare-dns.ts'),
      import('../../shared/adapters/cloudflare/create-cloudflare-tunnel.ts'),
    ]);
  const api = createCloudflareApi({ url, token, timeoutMs: config.CALL_TIMEOUT_MS });
  return {
    dns: createCloudflareDns(api, zoneId),
    tunnel: createCloudflareTunnel(api, { accountId, tunnelId }),
  };
}
