import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dnsContract } from '../../../contracts/dns.contract.ts';
import { type CloudflareWorld, openCloudflareWorld } from '../../../fakes/cloudflare-world.ts';
import { createMemoryDns } from '../../../fakes/memory-dns.ts';

dnsContract('Cloudflare', openCloudflareWorld);
dnsContract('the zone in memory', async () => ({
  dns: createMemoryDns(),
  close: async () => undefined,
}));

describe('createCloudflareDns()', () => {
  const name = 'acme.example.com';
  let world: CloudflareWorld;
  beforeEach(async () => {
    world = await openCloudflareWorld();
  });
  afterEach(async () => {
    await world.close();
  });

  it('makes a proxied CNAME whose comment carries the id of the tenant', async () => {
    const tenantId = '4f5d33d4-6d0b-4b8e-9c57-0e5a2d1f9a01';
    await world.dns.create({ name, target: 't1.cfargotunnel.com', tenantId });

    expect(world.fake.state.records).toEqual([
      {
        id: expect.any(String),
        type: 'CNAME',
        name,
        content: 't1.cfargotunnel.com',
        proxied: true,
        ttl: 1,
        comment: `Tenant ${tenantId}`,
      },
    ]);
  });

  it.each([
    [undefined, undefined],
    ['', undefined],
    ['made by hand', undefined],
    ['Our Tenant a', undefined],
    ['Tenant a', 'a'],
    ['Tenant a, moved in May', 'a'],
  ])('reads from the comment %j the tenant %j', async (comment, tenantId) => {
    world.fake.state.plant({ name, ...(comment !== undefined && { comment }) });

    expect((await world.dns.find(name))?.tenantId).toBe(tenantId);
  });

  it.each(['A', 'AAAA', 'NS'])('finds a record of type %s, which leaves no place', async (type) => {
    world.fake.state.plant({ name, type, content: '192.0.2.1' });

    await expect(world.dns.find(name)).resolves.toMatchObject({ type, target: '192.0.2.1' });
  });

  it('overlooks a record that may stand beside', async () => {
    world.fake.state.plant({ name, type: 'TXT', content: 'verification' });

    await expect(world.dns.find(name)).resolves.toBeUndefined();
  });

  it('keeps what an operator may have set when it leads a record back', async () => {
    world.fake.state.plant({ name, comment: 'Tenant a', proxied: false });
    const { id = '' } = (await world.dns.find(name)) ?? {};

    await world.dns.update(id, { name, target: 't1.cfargotunnel.com', tenantId: 'a' });

    expect(world.fake.state.records).toEqual([
      expect.objectContaining({ id, proxied: true, content: 't1.cfargotunnel.com' }),
    ]);
  });

  it('says that Cloudflare refuses a record, without its words', async () => {
    const create = world.dns.create({ name: '', target: 't', tenantId: 'a' });

    await expect(create).rejects.toMatchObject({
      code: 'dns_refused',
      class: 'terminal',
      message: 'Cannot create DNS record "": Cloudflare answers 400, code 9005',
    });
  });
});
