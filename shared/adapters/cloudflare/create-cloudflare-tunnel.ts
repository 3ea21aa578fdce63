import { z } from 'zod';
import type { Tunnel, TunnelDocument, TunnelRule } from '../../ports/tunnel.ts';
import type { JsonObject } from '../../tenant/json.ts';
import { SystemError } from '../../tenant/system-error.ts';
import { garbledError } from './cloudflare-failure.ts';
import type { CloudflareApi } from './create-cloudflare-api.ts';

/** Which tunnel. */
export interface CloudflareTunnelSettings {
  readonly accountId: string;
  readonly tunnelId: string;
}

// What we do not know stays in: all of it is written back.
const ruleSchema = z.looseObject({
  hostname: z.string().nullish(),
  path: z.string().nullish(),
  service: z.string(),
});

const documentSchema = z.object({
  version: z.number().int(),
  source: z.string().nullish(),
  config: z.looseObject({ ingress: z.array(ruleSchema).nullish() }).nullish(),
});

const system = 'tunnel';

/**
 * The configuration of one tunnel that is managed remotely. One that is configured by a file beside
 * `cloudflared` would not follow: it is refused.
 */
export function createCloudflareTunnel(
  api: CloudflareApi,
  { accountId, tunnelId }: CloudflareTunnelSettings,
): Tunnel {
  const account = `/accounts/${encodeURIComponent(accountId)}`;
  const path = `${account}/cfd_tunnel/${encodeURIComponent(tunnelId)}/configurations`;
  const look = { system, what: `read tunnel "${tunnelId}"`, method: 'GET', path } as const;
  const write = { system, what: `write tunnel "${tunnelId}"`, method: 'PUT', path } as const;
  return {
    id: tunnelId,
    read: async () => {
      const parsed = documentSchema.safeParse(await api(look));
      if (!parsed.success) throw garbledError(look);
      if (parsed.data.source === 'local') throw managedLocally(tunnelId);
      return documentOf(parsed.data);
    },
    write: async ({ rules, rest }) => {
      await api({ ...write, body: { config: { ...rest, ingress: rules } } });
    },
  };
}

function documentOf({ version, config }: z.output<typeof documentSchema>): TunnelDocument {
  const { ingress, ...rest } = config ?? {};
  // Parsed from JSON, so JSON is what the members are that the schema does not name.
  return { version, rules: (ingress ?? []) as readonly TunnelRule[], rest: rest as JsonObject };
}

function managedLocally(tunnelId: string): SystemError {
  const message = `Cannot read tunnel "${tunnelId}": it is configured by a file of its own, not by Cloudflare`;
  const details = { class: 'terminal', outcome: 'not-done' } as const;
  return new SystemError(system, { what: 'refused', message }, details);
}
