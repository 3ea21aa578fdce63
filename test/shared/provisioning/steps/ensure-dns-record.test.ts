import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { StepContext } from '../../../../shared/provisioning/step-implementation.ts';
import { ensureDnsRecord } from '../../../../shared/provisioning/steps/ensure-dns-record.ts';
import { removeDnsRecord } from '../../../../shared/provisioning/steps/remove-dns-record.ts';
import { createEngineWorld, type EngineWorld } from '../../../fakes/engine-world.ts';
import { createMemoryDns, type MemoryDns } from '../../../fakes/memory-dns.ts';
import { aStepContext } from '../../../fakes/step-context.ts';

const host = 'acme.example.com';
const target = 't1.cfargotunnel.com';
const ensure = { kind: 'ensure-dns-record', name: 'dns', deadlineMs: 1, host, target } as const;
const remove = { kind: 'remove-dns-record', name: 'no-dns', deadlineMs: 1, host } as const;
const foreign = { id: 'x', type: 'CNAME', target, isProxied: true };

let world: EngineWorld;
let dns: MemoryDns;
let context: StepContext;
beforeEach(async () => {
  world = createEngineWorld();
  dns = createMemoryDns();
  const { id } = await world.create('acme');
  context = await aStepContext(world, id, { systems: { dns } });
});
afterEach(() => {
  world.close();
});

describe('ensureDnsRecord()', () => {
  it('makes the record of the host', async () => {
    await expect(ensureDnsRecord(context, ensure)).resolves.toEqual({ kind: 'done' });

    expect(dns.records.get(host)).toMatchObject({ target, tenantId: context.tenant.id });
  });

  it('leaves its own record as it is', async () => {
    await ensureDnsRecord(context, ensure);
    const before = structuredClone(dns.records);

    const result = await ensureDnsRecord(context, ensure);

    expect(result).toEqual({ kind: 'done', isSkipped: true });
    expect(dns.records).toEqual(before);
  });

  it.each([{ target: 'elsewhere' }, { isProxied: false }])(
    'mends its own record with %j',
    async (change) => {
      const tenantId = context.tenant.id;
      dns.records.set(host, { ...foreign, tenantId, ...change });

      await ensureDnsRecord(context, ensure);

      expect(dns.records.get(host)).toEqual({ ...foreign, tenantId });
    },
  );

  it.each([
    [{ tenantId: undefined }, 'no tenant'],
    [{ tenantId: 'another' }, 'tenant "another"'],
    [{ tenantId: undefined, type: 'A' }, 'type A'],
  ])('never touches a record with %j, and says whose it is', async (change, words) => {
    const record = { ...foreign, ...change };
    dns.records.set(host, record);

    const ensured = ensureDnsRecord(context, ensure);

    await expect(ensured).rejects.toMatchObject({ code: 'dns_conflict', class: 'terminal' });
    await expect(ensured).rejects.toThrow(words);
    expect(dns.records.get(host)).toBe(record);
  });

  it('says that there is no zone', async () => {
    const without = { ...context, systems: {} };

    await expect(ensureDnsRecord(without, ensure)).rejects.toMatchObject({
      code: 'dns_not_set_up',
      class: 'terminal',
    });
  });
});

describe('removeDnsRecord()', () => {
  it('removes its own record', async () => {
    await ensureDnsRecord(context, ensure);

    await expect(removeDnsRecord(context, remove)).resolves.toEqual({ kind: 'done' });

    expect(dns.records.size).toBe(0);
  });

  it('is done when there is none', async () => {
    const result = await removeDnsRecord(context, remove);

    expect(result).toEqual({ kind: 'done', isSkipped: true });
  });

  it.each([undefined, 'another'])('leaves the record of %j and is done', async (tenantId) => {
    dns.records.set(host, { ...foreign, tenantId });

    const result = await removeDnsRecord(context, remove);

    expect(result).toEqual({ kind: 'done', isSkipped: true });
    expect(dns.records.size).toBe(1);
  });
});
