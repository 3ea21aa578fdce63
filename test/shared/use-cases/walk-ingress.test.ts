import { afterEach, describe, expect, it } from 'vitest';
import { createStarterBlueprint } from '../../../shared/blueprints/starter/create-starter-blueprint.ts';
import type { JsonObject } from '../../../shared/tenant/json.ts';
import { aTlsSecret } from '../../builders/a-certificate.ts';
import { createCountingStore } from '../../fakes/counting-store.ts';
import { createEngineWorld, type EngineWorld } from '../../fakes/engine-world.ts';

const worlds: EngineWorld[] = [];
afterEach(() => {
  for (const world of worlds.splice(0)) world.close();
});

const namespace = 'starter-acme';
const place = { namespace, name: 'acme-tls' };
const host = 'acme.starter.example';
const dayMs = 86_400_000;

async function aTenantOfStarter(ingress: JsonObject = {}) {
  const blueprint = createStarterBlueprint({ baseDomain: 'starter.example' });
  const world = createEngineWorld({ blueprint, hasNamespace: false });
  worlds.push(world);
  const image = (name: string) => ({ image: `registry.example/${name}:1.0.0` });
  const { id } = await world.create('acme', { api: image('api'), web: image('web'), ingress });
  const { status } = await world.settle(id);
  expect(status).toBe('active');
  return { world, id };
}

async function ingressOf({ cluster }: EngineWorld) {
  const ref = { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', namespace, name: 'acme-web' };
  const ingress = await cluster.read(ref);
  if (ingress === undefined) throw new Error('There is no Ingress');
  return ingress;
}

/** What the tenant tells of how it is reached after a walk. */
async function walked(world: EngineWorld, id: string) {
  const { counts } = await world.walk();
  const { conditions, health } = await world.tenant(id);
  const told = conditions.find(({ type }) => type === 'IngressReady');
  return { repaired: counts.repaired, health, status: told?.status, reason: told?.reason };
}

const reached = { repaired: 0, health: 'healthy', status: 'True', reason: 'Ready' };

describe('the walk over Ingresses', () => {
  it('tells that a certificate has come, and a day later that nobody renewed it', async () => {
    const { world, id } = await aTenantOfStarter();
    const before = await walked(world, id);
    const until = new Date(world.clock.now() + dayMs).toISOString();
    await world.cluster.create(aTlsSecret(place, { hosts: [host], until }));

    const come = await walked(world, id);
    world.clock.advance(dayMs + 1_000);
    const over = await walked(world, id);

    const missing = { ...reached, status: 'False' };
    expect(before).toEqual({ ...missing, reason: 'CertificateMissing' });
    expect(come).toEqual(reached);
    expect(over).toEqual({ ...missing, reason: 'CertificateExpired' });
  });

  it('tells that an address has gone, and that it is back', async () => {
    const { world, id } = await aTenantOfStarter({ hosts: [{ host: 'acme.example' }] });
    const first = await walked(world, id);
    const there = await ingressOf(world);
    const { managedFields, ...metadata } = there.metadata;
    const { spec } = there;
    const held = { spec, metadata: { labels: metadata.labels } };
    world.tamper({ ...there, metadata, status: { loadBalancer: {} } }, held);

    const gone = await walked(world, id);
    world.tamper({ ...there, metadata }, held);
    const back = await walked(world, id);

    expect(managedFields).toBeDefined();
    expect([first, back]).toEqual([reached, reached]);
    // The pods do: nobody repairs or restarts anything for an address.
    expect(gone).toEqual({ ...reached, status: 'False', reason: 'NoAddress' });
  });

  it('writes nothing while nothing changes, whatever the condition says', async () => {
    const { world, id } = await aTenantOfStarter();
    await world.walk();
    const written: string[] = [];
    const store = createCountingStore(world.store, written);

    for (let walks = 0; walks < 3; walks += 1) await world.walk({ store });
    await world.cluster.create(aTlsSecret(place, { hosts: [host] }));
    await world.walk({ store });
    for (let walks = 0; walks < 3; walks += 1) await world.walk({ store });

    expect((await walked(world, id)).status).toBe('True');
    expect(written.filter((collection) => collection !== 'walks')).toEqual(['tenants']);
  });

  it('leaves what a suspended tenant last told', async () => {
    const { world, id } = await aTenantOfStarter();
    await world.suspend(id);
    await world.settle(id);
    await world.cluster.create(aTlsSecret(place, { hosts: [host] }));

    const asleep = await walked(world, id);
    await world.resume(id);
    const { conditions } = await world.settle(id);

    expect(asleep.reason).toBe('CertificateMissing');
    expect(conditions).toContainEqual(
      expect.objectContaining({ type: 'IngressReady', status: 'True' }),
    );
  });
});
