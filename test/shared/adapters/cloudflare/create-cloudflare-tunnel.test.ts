import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { tunnelContract } from '../../../contracts/tunnel.contract.ts';
import { type CloudflareWorld, openCloudflareWorld } from '../../../fakes/cloudflare-world.ts';
import { createMemoryTunnel } from '../../../fakes/memory-tunnel.ts';

tunnelContract('Cloudflare', openCloudflareWorld);
tunnelContract('the tunnel in memory', async () => ({
  tunnel: createMemoryTunnel(),
  close: async () => undefined,
}));

describe('createCloudflareTunnel()', () => {
  let world: CloudflareWorld;
  beforeEach(async () => {
    world = await openCloudflareWorld();
  });
  afterEach(async () => {
    await world.close();
  });

  it('has no rules while nobody has configured the tunnel', async () => {
    world.fake.state.config = null;
    world.fake.state.version = 0;

    await expect(world.tunnel.read()).resolves.toEqual({ version: 0, rules: [], rest: {} });
  });

  it('writes back everything that is not a rule', async () => {
    const { rules, rest } = await world.tunnel.read();

    await world.tunnel.write({ rules, rest });

    expect(world.fake.state.config).toEqual({
      ingress: [{ service: 'http_status:404' }],
      'warp-routing': { enabled: false },
    });
  });

  it('refuses a tunnel that is configured by a file', async () => {
    world.fake.state.source = 'local';

    await expect(world.tunnel.read()).rejects.toMatchObject({
      code: 'tunnel_refused',
      class: 'terminal',
    });
  });
});
