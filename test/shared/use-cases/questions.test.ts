import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Principal } from '../../../shared/tenant/principal.ts';
import { getStatus } from '../../../shared/use-cases/get-status.ts';
import { getTenant } from '../../../shared/use-cases/get-tenant.ts';
import { listEvents } from '../../../shared/use-cases/list-events.ts';
import { listTenants } from '../../../shared/use-cases/list-tenants.ts';
import { getOperation, listOperations } from '../../../shared/use-cases/operations.ts';
import { getProduct, listProducts } from '../../../shared/use-cases/products.ts';
import { sweepDue } from '../../../shared/use-cases/sweep-due.ts';
import { aPrincipal, createEngineWorld, type EngineWorld } from '../../fakes/engine-world.ts';

let world: EngineWorld;

beforeEach(() => {
  world = createEngineWorld();
});

afterEach(() => world.close());

const stranger: Principal = { ...aPrincipal, organization_id: 'other', is_global: false };
const { signal } = new AbortController();

describe('getTenant()', () => {
  it('shows the tenant without what is internal', async () => {
    const { id } = await world.create('acme');

    const view = await getTenant(world.ports, { principal: aPrincipal, tenantId: id });

    expect(view).toMatchObject({ id, slug: 'acme', version: '1.0.0', cluster: 'default' });
    expect(Object.keys(view)).not.toEqual(
      expect.arrayContaining(['lease', 'due', 'epoch', 'inventory', 'claims', 'id8']),
    );
  });

  it('is a 404 for another organization and a 410 for a tombstone', async () => {
    const { id } = await world.create('acme');
    const foreign = getTenant(world.ports, { principal: stranger, tenantId: id });
    await expect(foreign).rejects.toMatchObject({ code: 'tenant_not_found' });
    await world.delete(id);
    await world.settle(id);

    const deleted = getTenant(world.ports, { principal: aPrincipal, tenantId: id });

    await expect(deleted).rejects.toMatchObject({ code: 'tenant_deleted' });
  });
});

describe('getStatus()', () => {
  const question = { principal: aPrincipal, signal };

  it('answers at once when it has news', async () => {
    const { id } = await world.create('acme');

    const status = await getStatus(world.ports, { ...question, tenantId: id, since: 0, waitMs: 9 });

    expect(status).toMatchObject({ status: 'queued', version: 1 });
  });

  it('answers with the next change', async () => {
    const { id, record_version: since } = await world.create('acme');
    const waiting = getStatus(world.ports, { ...question, tenantId: id, since, waitMs: 9_000 });

    await world.settle(id);

    expect((await waiting).version).toBeGreaterThan(since);
  });

  it('waits until the tenant has settled when no version is given', async () => {
    const { id } = await world.create('acme');
    // A clock of its own: the world's clock leaps ahead while the tenant settles.
    const clock = { now: () => Date.now() };
    const waiting = getStatus(
      { ...world.ports, clock },
      { ...question, tenantId: id, waitMs: 9_000 },
    );

    await world.settle(id);

    expect(await waiting).toMatchObject({ status: 'active', retry_after: 60 });
  });

  it('answers with what there is when the wait is over', async () => {
    const { id } = await world.create('acme');
    const clock = { now: () => Date.now() };

    const status = await getStatus(
      { ...world.ports, clock },
      { ...question, tenantId: id, waitMs: 20 },
    );

    expect(status.status).toBe('queued');
  });
});

describe('listTenants()', () => {
  it('shows an organization its own tenants only', async () => {
    await world.create('acme');

    const query = { limit: 10, sort: 'slug' } as const;
    const own = await listTenants(world.ports, { principal: aPrincipal, query });
    const foreign = await listTenants(world.ports, { principal: stranger, query });

    expect(own.items.map(({ slug }) => slug)).toEqual(['acme']);
    expect(foreign.items).toEqual([]);
  });
});

describe('getOperation() and listOperations()', () => {
  it('show the operation and its end', async () => {
    const { id, last_operation } = await world.create('acme');
    const question = { principal: aPrincipal, operationId: last_operation.id, signal };
    const waiting = getOperation(world.ports, { ...question, waitMs: 9_000 });
    await world.settle(id);

    const ended = await getOperation(world.ports, { ...question, waitMs: 0 });
    const page = { limit: 10 };
    const { items } = await listOperations(world.ports, {
      principal: aPrincipal,
      tenantId: id,
      page,
    });

    expect((await waiting).id).toBe(last_operation.id);
    expect(ended.state).toBe('succeeded');
    expect(items).toEqual([ended]);
  });

  it('hide those of another organization', async () => {
    const { last_operation } = await world.create('acme');
    const question = { principal: stranger, operationId: last_operation.id, waitMs: 0, signal };

    await expect(getOperation(world.ports, question)).rejects.toMatchObject({
      code: 'operation_not_found',
    });
  });
});

describe('listEvents()', () => {
  it('tells who asked and what came of it', async () => {
    const { id } = await world.create('acme');
    await world.settle(id);

    const { items } = await listEvents(world.ports, {
      principal: aPrincipal,
      tenantId: id,
      page: { limit: 10 },
    });

    expect(items.map(({ type, actor }) => [type, actor])).toEqual([
      ['operation.create', 'ada'],
      ['operation.succeeded', 'tenantry'],
    ]);
  });
});

describe('getProduct() and listProducts()', () => {
  it('show the contract of the params with its defaults', () => {
    const { params } = getProduct(world.ports.catalog, 'demo');

    expect(params).toMatchObject({
      type: 'object',
      properties: { greeting: { default: 'hello' } },
      additionalProperties: false,
    });
    expect(listProducts(world.ports.catalog).map(({ name }) => name)).toEqual(['demo']);
  });

  it('refuse a name that there is not', () => {
    expect(() => getProduct(world.ports.catalog, 'x')).toThrow('Cannot find product "x"');
  });
});

describe('sweepDue()', () => {
  it('hints at what is due and at nothing else', async () => {
    const first = await world.create('acme');
    await world.settle(first.id);
    const second = await world.create('bolt');
    world.queue.hints.length = 0;

    const due = await sweepDue(world.ports);

    expect(due).toBe(1);
    expect(world.queue.hints).toEqual([{ schema: 1, tenant_id: second.id }]);
  });
});
