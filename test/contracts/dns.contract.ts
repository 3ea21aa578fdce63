import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Dns } from '../../shared/ports/dns.ts';

/** An empty zone for one test. */
export interface DnsUnderTest {
  readonly dns: Dns;
  readonly close: () => Promise<void>;
}

const acme = { name: 'acme.example.com', target: 't1.cfargotunnel.com', tenantId: 'tenant-1' };
const other = { name: 'other.example.com', target: 't1.cfargotunnel.com', tenantId: 'tenant-2' };

/** What every `Dns` promises. */
export function dnsContract(name: string, open: () => Promise<DnsUnderTest>): void {
  describe(`${name} as Dns`, () => {
    let opened: DnsUnderTest;
    beforeEach(async () => {
      opened = await open();
    });
    afterEach(async () => {
      await opened.close();
    });

    it('finds nothing where there is nothing', async () => {
      await opened.dns.create(other);

      await expect(opened.dns.find(acme.name)).resolves.toBeUndefined();
    });

    it('finds what was created, proxied and with its tenant', async () => {
      await opened.dns.create(other);
      await opened.dns.create(acme);

      await expect(opened.dns.find(acme.name)).resolves.toEqual({
        id: expect.any(String),
        type: 'CNAME',
        target: acme.target,
        isProxied: true,
        tenantId: acme.tenantId,
      });
    });

    it('creates no second record of a name, whoever asks', async () => {
      await opened.dns.create(acme);
      const first = await opened.dns.find(acme.name);
      const taken = { code: 'dns_conflict', class: 'observe', outcome: 'not-done' };

      await expect(opened.dns.create(acme)).rejects.toMatchObject(taken);
      await expect(opened.dns.create({ ...acme, tenantId: 'x' })).rejects.toMatchObject(taken);

      await expect(opened.dns.find(acme.name)).resolves.toEqual(first);
    });

    it('leads a record elsewhere under its id', async () => {
      await opened.dns.create(acme);
      const id = await idOf(opened.dns, acme.name);

      await opened.dns.update(id, { ...acme, target: 't2.cfargotunnel.com' });

      const found = await opened.dns.find(acme.name);
      expect(found).toMatchObject({ id, target: 't2.cfargotunnel.com', tenantId: acme.tenantId });
    });

    it('removes one record and no other', async () => {
      await opened.dns.create(acme);
      await opened.dns.create(other);

      await opened.dns.remove(await idOf(opened.dns, acme.name));

      await expect(opened.dns.find(acme.name)).resolves.toBeUndefined();
      await expect(opened.dns.find(other.name)).resolves.toMatchObject({ tenantId: 'tenant-2' });
    });

    it('asks for another look when the record is gone meanwhile', async () => {
      await opened.dns.create(acme);
      const id = await idOf(opened.dns, acme.name);
      await opened.dns.remove(id);
      const gone = { code: 'dns_refused', class: 'observe' };

      await expect(opened.dns.update(id, acme)).rejects.toMatchObject(gone);
      await expect(opened.dns.remove(id)).rejects.toMatchObject(gone);
    });
  });
}

async function idOf(dns: Dns, name: string): Promise<string> {
  const found = await dns.find(name);
  if (found === undefined) throw new Error(`There is no record "${name}"`);
  return found.id;
}
