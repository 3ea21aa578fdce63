import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { NewTenant } from '../../../shared/use-cases/check-new-tenant.ts';
import {
  type CreateTenantInput,
  type CreateTenantPorts,
  createTenant,
} from '../../../shared/use-cases/create-tenant.ts';
import { aPrincipal, createEngineWorld, type EngineWorld } from '../../fakes/engine-world.ts';

let world: EngineWorld;

beforeEach(() => {
  world = createEngineWorld();
});

afterEach(() => world.close());

const wanted: NewTenant = {
  product: 'demo',
  slug: 'acme',
  organization: 'Acme Ltd',
  params: {},
  labels: { team: 'a' },
};

function portsWith(overrides: Partial<CreateTenantPorts> = {}): CreateTenantPorts {
  const placement = { cluster: 'default', region: 'test' };
  return { ...world.ports, placement, newId: randomUUID, ...overrides };
}

function inputWith(overrides: Partial<CreateTenantInput> = {}): CreateTenantInput {
  return { principal: aPrincipal, requestId: 'request-1', wanted, ...overrides };
}

async function tenantCount(): Promise<number> {
  return (await world.store.listTenants({ limit: 200, sort: 'slug' })).items.length;
}

describe('createTenant()', () => {
  it('answers with a queued tenant that is due now', async () => {
    const { status, body } = await createTenant(portsWith(), inputWith());

    const tenant = await world.tenant(String(body['id']));
    expect(status).toBe(202);
    expect(body).toMatchObject({ status: 'queued', slug: 'acme', generation: 1, tier: 'free' });
    expect(tenant.due).toBe(tenant.created_at);
  });

  it('writes the operation with all its steps, an event, a revision with defaults, and the claims', async () => {
    const { body } = await createTenant(portsWith(), inputWith());

    const id = String(body['id']);
    const { claims } = await world.tenant(id);
    const held = await Promise.all(claims.map((name) => world.store.get('claims', name)));
    expect((await world.operation(id)).steps.every(({ state }) => state === 'pending')).toBe(true);
    expect(await world.store.get('events', `${id}/1`)).toMatchObject({ type: 'operation.create' });
    expect(await world.store.get('revisions', `${id}/1`)).toMatchObject({
      params: { greeting: 'hello' },
    });
    expect(claims).toContain('host:acme.demo.test');
    expect(held.map((claim) => claim?.tenant_id)).toEqual(claims.map(() => id));
  });

  it('publishes a hint', async () => {
    const { body } = await createTenant(portsWith(), inputWith());

    expect(world.queue.hints).toEqual([{ schema: 1, tenant_id: body['id'] }]);
  });

  it('accepts the wish when the hint is not accepted', async () => {
    const queue = { ...world.queue, publish: async () => Promise.reject(new Error('down')) };

    const { status } = await createTenant(portsWith({ queue }), inputWith());

    expect(status).toBe(202);
    expect(await world.store.listDue(10)).toHaveLength(1);
  });

  it('tells every fault at once and writes nothing', async () => {
    const faulty: NewTenant = {
      ...wanted,
      slug: 'xn--a',
      tier: 'gold',
      cluster: 'moon',
      params: { greeting: 7, colour: 'red' },
    };

    const refused = createTenant(portsWith(), inputWith({ wanted: faulty }));

    await expect(refused).rejects.toMatchObject({
      code: 'invalid_tenant',
      errors: expect.arrayContaining([
        expect.objectContaining({ pointer: '/slug', code: 'double_hyphen' }),
        expect.objectContaining({ pointer: '/tier', code: 'unknown_tier' }),
        expect.objectContaining({ pointer: '/cluster', code: 'unknown_cluster' }),
        expect.objectContaining({ pointer: '/params/greeting' }),
        expect.objectContaining({ pointer: '/params/colour', code: 'unknown_field' }),
      ]),
    });
    expect(await tenantCount()).toBe(0);
  });

  it('refuses a product that there is not, naming those that there are', async () => {
    const refused = createTenant(portsWith(), inputWith({ wanted: { ...wanted, product: 'x' } }));

    await expect(refused).rejects.toMatchObject({
      errors: [{ pointer: '/product', message: expect.stringContaining('demo') }],
    });
  });

  it('refuses a taken slug and names its tenant to those who may see it', async () => {
    const { body } = await createTenant(portsWith(), inputWith());

    const refused = createTenant(portsWith(), inputWith());

    await expect(refused).rejects.toMatchObject({
      code: 'slug_taken',
      message: expect.stringContaining('its slug "acme" is taken'),
      errors: [{ pointer: '/slug', code: 'taken' }],
      extensions: { tenant_id: body['id'] },
    });
  });

  it('does not name the tenant of another organization', async () => {
    await createTenant(portsWith(), inputWith());
    const principal = { ...aPrincipal, organization_id: 'other', is_global: false };

    const refused = createTenant(portsWith(), inputWith({ principal }));

    await expect(refused).rejects.toMatchObject({ code: 'slug_taken', extensions: {} });
  });

  it('gives one slug to one of many at once', async () => {
    const calls = Array.from({ length: 20 }, () => createTenant(portsWith(), inputWith()));

    const settled = await Promise.allSettled(calls);

    expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await tenantCount()).toBe(1);
  });

  it('makes a slug of the organization when none is given', async () => {
    const { slug: _, ...unnamed } = wanted;

    const { body } = await createTenant(portsWith(), inputWith({ wanted: unnamed }));

    expect(body['slug']).toMatch(/^acme-ltd-[0-9a-f]{6}$/);
  });

  it('draws another short id when one is taken on the cluster', async () => {
    const first = '11111111-0000-4000-8000-000000000001';
    const clash = '11111111-0000-4000-8000-000000000002';
    const free = '22222222-0000-4000-8000-000000000003';
    const newIdFrom = (ids: readonly string[]) => {
      const left = [...ids];
      return () => left.shift() ?? randomUUID();
    };
    await createTenant(portsWith({ newId: newIdFrom([first]) }), inputWith());

    const { body } = await createTenant(
      portsWith({ newId: newIdFrom([clash, free]) }),
      inputWith({ wanted: { ...wanted, slug: 'other' } }),
    );

    expect(body['id']).toBe(clash);
    expect((await world.tenant(clash)).id8).toBe('22222222');
  });
});

describe('an idempotency key', () => {
  const idempotency = { id: 'key-1', fingerprint: 'body-1' };

  it('makes one tenant of many equal requests, all with the same answer', async () => {
    const calls = Array.from({ length: 50 }, () =>
      createTenant(portsWith(), inputWith({ idempotency })),
    );

    const answers = await Promise.all(calls);

    const [first] = answers;
    expect(answers.filter(({ isReplay }) => !isReplay)).toHaveLength(1);
    expect(answers.map(({ body }) => body)).toEqual(answers.map(() => first?.body));
    expect(await tenantCount()).toBe(1);
  });

  it('is refused for another body', async () => {
    await createTenant(portsWith(), inputWith({ idempotency }));

    const refused = createTenant(
      portsWith(),
      inputWith({ idempotency: { ...idempotency, fingerprint: 'body-2' } }),
    );

    await expect(refused).rejects.toMatchObject({ code: 'idempotency_key_reused' });
  });

  it('publishes the hint again, since the first call may have died before it', async () => {
    await createTenant(portsWith(), inputWith({ idempotency }));
    await createTenant(portsWith(), inputWith({ idempotency }));

    expect(world.queue.hints).toHaveLength(2);
  });

  it.each([
    ['is still known', -60_000, true],
    ['is forgotten', 60_000, false],
  ])('%s around 24 hours later', async (_, offsetMs, isReplay) => {
    await createTenant(portsWith(), inputWith({ idempotency }));
    world.clock.advance(24 * 3_600_000 + offsetMs);

    const again = createTenant(portsWith(), inputWith({ idempotency }));

    if (isReplay) expect(await again).toMatchObject({ isReplay: true });
    else await expect(again).rejects.toMatchObject({ code: 'slug_taken' });
  });
});
