import { randomUUID } from 'node:crypto';
import type { KubernetesObject } from '@kubernetes/client-node';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Blueprint } from '../../../shared/blueprint/blueprint.ts';
import type { Tenant } from '../../../shared/tenant/tenant.ts';
import { createTenant } from '../../../shared/use-cases/create-tenant.ts';
import { deleteTenant } from '../../../shared/use-cases/delete-tenant.ts';
import {
  type PlannedAction,
  planNewTenant,
  planTenant,
} from '../../../shared/use-cases/plan-tenant.ts';
import { restoreTenant } from '../../../shared/use-cases/restore-tenant.ts';
import { resumeTenant } from '../../../shared/use-cases/resume-tenant.ts';
import { rollbackTenant } from '../../../shared/use-cases/rollback-tenant.ts';
import { suspendTenant } from '../../../shared/use-cases/suspend-tenant.ts';
import { updateTenant } from '../../../shared/use-cases/update-tenant.ts';
import { upgradeTenant } from '../../../shared/use-cases/upgrade-tenant.ts';
import { aBlueprint } from '../../builders/a-blueprint.ts';
import { aPrincipal, createEngineWorld, type EngineWorld } from '../../fakes/engine-world.ts';

const hourMs = 3_600_000;

/** The test product with all that may be asked of it, and a workload. */
function lifeBlueprint(version: string, overrides: Partial<Blueprint> = {}): Blueprint {
  const plain = aBlueprint();
  const workload = (name: string, namespace: string): KubernetesObject =>
    ({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: `${name}-web`, namespace },
      spec: {
        replicas: 2,
        template: { spec: { containers: [{ name: 'web', image: `web:${version}` }] } },
      },
    }) as KubernetesObject;
  return {
    ...plain,
    version,
    operations: ['update', 'upgrade', 'rollback', 'suspend', 'resume', 'restore'],
    render: (context) => [
      ...plain.render(context),
      workload(context.tenant.slug, context.tenant.namespace),
    ],
    ...overrides,
  };
}

let world: EngineWorld;

beforeEach(() => {
  const former = [lifeBlueprint('1.0.0')];
  world = createEngineWorld({ blueprint: lifeBlueprint('2.0.0', { former }) });
});

afterEach(() => world.close());

const ports = () => ({
  ...world.ports,
  newId: randomUUID,
  placement: { cluster: 'default', region: 'test' },
});
const asked = (tenantId: string) => ({ principal: aPrincipal, requestId: 'request-1', tenantId });

async function serving(overrides: Partial<Tenant> = {}): Promise<Tenant> {
  const { id } = await world.create('acme');
  return await changed(await world.settle(id), overrides);
}

async function changed(tenant: Tenant, overrides: Partial<Tenant>): Promise<Tenant> {
  await world.store.transact(async (transaction) => {
    await transaction.get('tenants', tenant.id);
    transaction.put('tenants', tenant.id, { ...tenant, ...overrides });
  });
  return await world.tenant(tenant.id);
}

const greet = (greeting: string): PlannedAction => ({
  action: 'update',
  patch: { params: { greeting } },
});

async function plan(tenantId: string, change: PlannedAction) {
  return (await planTenant(ports(), { ...asked(tenantId), change })).view;
}

/** The wish that a planned action stands for. */
async function wish(tenantId: string, change: PlannedAction, planId?: string) {
  const input = { ...asked(tenantId), ...(planId !== undefined && { planId }) };
  switch (change.action) {
    case 'update':
      return await updateTenant(ports(), { ...input, ...change });
    case 'upgrade':
      return await upgradeTenant(ports(), { ...input, ...change });
    case 'rollback':
      return await rollbackTenant(ports(), { ...input, ...change });
    case 'suspend':
      return await suspendTenant(ports(), { ...input, ...change });
    case 'resume':
      return await resumeTenant(ports(), input);
    case 'restore':
      return await restoreTenant(ports(), input);
    case 'delete':
      return await deleteTenant(ports(), input);
    default:
      return change satisfies never;
  }
}

const actions: readonly PlannedAction[] = [
  greet('good day'),
  { action: 'update', patch: { tier: 'pro' } },
  { action: 'update', patch: { tier: 'none such' } },
  { action: 'update', patch: { params: { greeting: 7 } } },
  { action: 'update', patch: { labels: { team: 'a' } } },
  { action: 'update', patch: {} },
  { action: 'upgrade' },
  { action: 'upgrade', version: '9.9.9' },
  { action: 'rollback' },
  { action: 'rollback', revision: 7 },
  { action: 'suspend', reason: 'unpaid' },
  { action: 'resume' },
  { action: 'restore' },
  { action: 'delete' },
];

async function outcome(work: Promise<unknown>): Promise<string> {
  return await work.then(
    () => 'granted',
    (error: { readonly code?: string }) => error.code ?? String(error),
  );
}

describe('planTenant()', () => {
  it('shows the field that an update changes, and the steps of the operation', async () => {
    const { id } = await serving();

    const view = await plan(id, greet('good day'));

    expect(view).toMatchObject({ tenant_id: id, operation: 'update', mode: 'offline' });
    expect(view.changes.filter(({ action }) => action === 'update')).toEqual([
      {
        object: expect.objectContaining({ kind: 'ConfigMap', namespace: 'demo' }),
        action: 'update',
        fields: [{ path: '/data/greeting', from: 'hello', to: 'good day', is_secret: false }],
        disruption: 'none',
      },
    ]);
    expect(view.steps.map(({ name }) => name)).toEqual(
      world.ports.catalog
        .get('demo')
        ?.steps({
          tenant: { ...(await world.tenant(id)), namespace: 'demo' },
          params: { greeting: 'good day' },
          kind: 'update',
        })
        .map(({ name }) => name),
    );
    expect(view.steps.find(({ name }) => name === 'set-up')?.job).toMatchObject({ kind: 'Job' });
  });

  it('deletes no object that was made once, and names no Job among the objects', async () => {
    const { id } = await serving();

    const { changes } = await plan(id, greet('good day'));

    expect(changes.map(({ action }) => action)).not.toContain('delete');
    expect(changes.map(({ object }) => object.kind)).not.toContain('Job');
    expect(changes.map(({ object }) => object.kind)).not.toContain('Secret');
  });

  it('writes nothing, whatever is planned', async () => {
    const { id } = await serving();
    const before = world.dump();
    const published = world.queue.hints.length;

    for (const change of actions) await outcome(plan(id, change));
    const wanted = { product: 'demo', organization: 'New', params: {}, labels: {} };
    await planNewTenant(ports(), { ...asked(id), wanted });

    expect(world.dump()).toEqual(before);
    expect(world.queue.hints).toHaveLength(published);
  });

  it.each<Partial<Tenant>>([
    {},
    { status: 'suspended', desired: 'suspended' },
    { status: 'failed', last_operation: { id: 'o', kind: 'create', state: 'failed' } },
    { status: 'deleting', desired: 'deleted' },
    { status: 'deleting', desired: 'deleted', purge_at: '2999-01-01T00:00:00.000Z' },
    { status: 'deleted', desired: 'deleted' },
    { status: 'provisioning', last_operation: { id: 'o', kind: 'create', state: 'running' } },
    { deletion_protection: true },
  ])('refuses what the wish refuses, by the same code: %o', async (overrides) => {
    const tenant = await serving();

    for (const [index, change] of actions.entries()) {
      // Numbers of events and revisions that no wish before has used.
      const numbers = { generation: 10 + 10 * index, event_count: 100 + 10 * index };
      const { id } = await changed(tenant, { ...numbers, ...overrides });
      const whenPlanned = await outcome(plan(id, change));
      expect([change, await outcome(wish(id, change))]).toEqual([change, whenPlanned]);
    }
  });

  it('does not tell a foreign tenant from none, and knows the generation that was seen', async () => {
    const { id } = await serving();
    const principal = { ...aPrincipal, organization_id: 'other', is_global: false };
    const input = { ...asked(id), change: greet('x') };

    expect(await outcome(planTenant(ports(), { ...input, principal }))).toBe('tenant_not_found');
    expect(await outcome(planTenant(ports(), { ...input, ifGeneration: 9 }))).toBe(
      'generation_mismatch',
    );
  });

  it('shows the pods that a suspension stops and a resumption brings back as they were', async () => {
    const tenant = await serving();
    const name = 'acme-web';
    const entry = { api_version: 'apps/v1', kind: 'Deployment', namespace: 'demo', name };
    const { id } = await changed(tenant, {
      inventory: [...tenant.inventory, { ...entry, uid: 'u', digest: 'd' }],
    });
    const replicas = (view: Awaited<ReturnType<typeof plan>>) =>
      view.changes.find(({ object }) => object.kind === 'Deployment')?.fields;

    const suspension = await plan(id, { action: 'suspend', reason: 'unpaid' });
    await changed(await world.tenant(id), {
      ...{ status: 'suspended', desired: 'suspended' },
      scale_memory: [{ ...entry, replicas: 5 }],
    });
    const resumption = await plan(id, { action: 'resume' });

    const path = '/spec/replicas';
    expect(replicas(suspension)).toEqual([{ path, from: 2, to: 0, is_secret: false }]);
    expect(replicas(resumption)).toEqual([{ path, from: 0, to: 5, is_secret: false }]);
  });

  it('deletes everything with the tenant, loses data by its Jobs, and says whether there is a way back', async () => {
    const { id } = await serving();

    const view = await plan(id, { action: 'delete' });

    expect(new Set(view.changes.map(({ action }) => action))).toEqual(new Set(['delete']));
    expect(view.changes.map(({ object }) => object.kind)).toContain('Secret');
    expect(view.warnings.map(({ code }) => code)).toEqual(['deletion_final']);
  });

  it('says until when a deletion can be taken back', async () => {
    world.close();
    world = createEngineWorld({
      blueprint: lifeBlueprint('2.0.0', { softDeleteMs: () => hourMs }),
    });
    const { id } = await serving();

    const { warnings, steps, changes } = await plan(id, { action: 'delete' });

    const time = new Date(world.clock.now() + hourMs).toISOString();
    expect(warnings).toEqual([
      {
        code: 'deletion_restorable',
        message: `The tenant stops now and can be restored until ${time}; its objects are deleted after that`,
      },
    ]);
    expect(changes.map(({ action, not_before }) => [action, not_before])).toEqual(
      changes.map(() => ['delete', time]),
    );
    const wait = steps.findIndex(({ kind }) => kind === 'await-purge');
    expect(wait).toBeGreaterThan(0);
    expect(steps.map(({ not_before }) => not_before)).toEqual(
      steps.map((_, index) => (index > wait ? time : undefined)),
    );
  });

  it('does not say that a tenant stops whose product cannot stop it', async () => {
    world.close();
    const plain = lifeBlueprint('2.0.0', { softDeleteMs: () => hourMs });
    const operations = plain.operations.filter((kind) => kind !== 'suspend');
    world = createEngineWorld({ blueprint: { ...plain, operations } });
    const { id } = await serving();

    const { warnings } = await plan(id, { action: 'delete' });

    expect(warnings[0]?.message).toMatch(
      /^The tenant goes on as it is at first and can be restored/,
    );
  });

  it('shows what changes of the tenant itself, with the defaults that go with it', async () => {
    const { id } = await serving();
    const fields = async (change: PlannedAction) => (await plan(id, change)).fields;

    expect(await fields(greet('good day'))).toEqual([
      { path: '/params/greeting', from: 'hello', to: 'good day' },
    ]);
    expect(await fields({ action: 'update', patch: { tier: 'pro' } })).toEqual([
      { path: '/tier', from: 'free', to: 'pro' },
    ]);
    expect(await fields({ action: 'suspend', reason: 'unpaid' })).toEqual([]);
    expect(await fields({ action: 'delete' })).toEqual([]);
  });

  it('says of labels that they change nothing in the cluster', async () => {
    const { id } = await serving();

    const view = await plan(id, { action: 'update', patch: { labels: { team: 'a' } } });

    expect(view).toMatchObject({
      operation: null,
      fields: [{ path: '/labels/team', from: null, to: 'a' }],
      warnings: [{ code: 'record_only' }],
    });
    expect(view.changes.filter(({ action }) => action !== 'none')).toEqual([]);
  });

  it('compares a rollback with what was applied, not with a revision that never came true', async () => {
    const { id } = await serving();
    await wish(id, greet('never applied'));
    // The operation fails before anything is applied.
    const queued = await world.tenant(id);
    await changed(queued, {
      status: 'active',
      last_operation: { ...queued.last_operation, state: 'failed' },
      due: null,
    });

    const { operation, changes } = await plan(id, { action: 'rollback' });

    expect(operation).toBe('rollback');
    expect(changes.filter(({ action }) => action === 'update')).toEqual([]);
  });

  it('warns of nothing to do, of an operation that ends, of what cannot be undone, and of what the product says', async () => {
    world.close();
    const plain = lifeBlueprint('2.0.0');
    world = createEngineWorld({
      blueprint: {
        ...plain,
        steps: (context) => plain.steps(context).map((spec) => ({ ...spec, isIrreversible: true })),
        warnings: ({ kind }) => [{ code: 'mind_the_gap', message: `Before you ${kind}` }],
      },
    });
    const { id } = await serving();
    const codes = async (change: PlannedAction) =>
      new Set((await plan(id, change)).warnings.map(({ code }) => code));

    expect(await codes({ action: 'update', patch: {} })).toEqual(new Set(['nothing_to_do']));
    expect(await codes(greet('x'))).toEqual(new Set(['irreversible_step', 'mind_the_gap']));
    await wish(id, greet('x'));
    expect(await codes({ action: 'delete' })).toContain('operation_superseded');
  });
});

describe('a wish with a plan', () => {
  it.each<PlannedAction>([
    greet('good day'),
    { action: 'update', patch: { labels: { team: 'a' } } },
    { action: 'suspend', reason: 'unpaid' },
    { action: 'delete' },
  ])('is granted as it was planned: %o', async (change) => {
    const { id } = await serving();
    const { plan_id, operation } = await plan(id, change);

    const { status, body } = await wish(id, change, plan_id);

    expect(status).toBe(operation === null ? 200 : 202);
    if (operation !== null) expect(body['operation']).toMatchObject({ kind: operation });
  });

  it('is refused when the tenant has moved on, and nothing is stored', async () => {
    const { id } = await serving();
    const { plan_id } = await plan(id, greet('good day'));
    await wish(id, { action: 'update', patch: { labels: { team: 'b' } } });
    const before = world.dump();

    expect(await outcome(wish(id, greet('good day'), plan_id))).toBe('plan_stale');
    expect(world.dump()).toEqual(before);
  });

  it('is refused when other objects are there than when it was planned', async () => {
    const tenant = await serving();
    const { plan_id } = await plan(tenant.id, greet('good day'));
    await changed(tenant, { inventory: tenant.inventory.slice(1) });

    expect(await outcome(wish(tenant.id, greet('good day'), plan_id))).toBe('plan_stale');
  });

  it('is refused when it is another change, and nothing is stored', async () => {
    const { id } = await serving();
    const { plan_id } = await plan(id, greet('good day'));
    const before = world.dump();

    expect(await outcome(wish(id, greet('good night'), plan_id))).toBe('plan_mismatch');
    expect(await outcome(wish(id, { action: 'delete' }, plan_id))).toBe('plan_mismatch');
    expect(world.dump()).toEqual(before);
  });

  it('is refused when the plan is of another tenant, or is none', async () => {
    const { id } = await serving();
    const other = await world.create('other');
    const { plan_id } = await plan((await world.settle(other.id)).id, greet('good day'));

    expect(await outcome(wish(id, greet('good day'), plan_id))).toBe('plan_of_other_tenant');
    expect(await outcome(wish(id, greet('good day'), 'x'))).toBe('invalid_plan_id');
  });

  it('tells a stranger nothing by a plan', async () => {
    const { id } = await serving();
    const { plan_id } = await plan(id, greet('good day'));
    const principal = { ...aPrincipal, organization_id: 'other', is_global: false };
    const input = { ...asked(id), principal, planId: plan_id, patch: {} };

    expect(await outcome(updateTenant(ports(), input))).toBe('tenant_not_found');
  });
});

describe('planNewTenant()', () => {
  const wanted = { product: 'demo', slug: 'acme', organization: 'Acme', params: {}, labels: {} };
  const input = { principal: aPrincipal, requestId: 'request-1', wanted };

  it('creates every object, by the steps of a creation', async () => {
    const { view } = await planNewTenant(ports(), input);

    expect(view).toMatchObject({ tenant_id: null, operation: 'create' });
    expect(new Set(view.changes.map(({ action }) => action))).toEqual(new Set(['create']));
    expect(view.steps.length).toBeGreaterThan(3);
    expect(view.fields).toContainEqual({ path: '/params/greeting', from: null, to: 'hello' });
    expect(view.fields).toContainEqual({ path: '/tier', from: null, to: 'free' });
  });

  it('refuses what a creation refuses, by the same code', async () => {
    await world.create('acme');
    const faulty = { ...input, wanted: { ...wanted, slug: 'other', tier: 'none such' } };

    expect(await outcome(planNewTenant(ports(), input))).toBe('slug_taken');
    expect(await outcome(planNewTenant(ports(), faulty))).toBe('invalid_tenant');
  });

  it('is carried out as planned, also without a slug', async () => {
    const { slug: _, ...nameless } = wanted;
    for (const each of [wanted, nameless]) {
      const { view } = await planNewTenant(ports(), { ...input, wanted: each });
      const { status } = await createTenant(ports(), {
        ...{ ...input, wanted: each },
        planId: view.plan_id,
      });
      expect(status).toBe(202);
    }
  });

  it('is refused for another tenant than the planned one, and nothing is stored', async () => {
    const { view } = await planNewTenant(ports(), input);
    const other = { ...input, wanted: { ...wanted, tier: 'pro' }, planId: view.plan_id };
    const before = world.dump();

    expect(await outcome(createTenant(ports(), other))).toBe('plan_mismatch');
    expect(world.dump()).toEqual(before);
    const { id } = await serving();
    const { plan_id } = await plan(id, greet('good day'));
    expect(await outcome(createTenant(ports(), { ...other, planId: plan_id }))).toBe(
      'plan_of_other_tenant',
    );
  });

  it('is refused when a new version of the product renders something else', async () => {
    const { view } = await planNewTenant(ports(), input);
    const plain = lifeBlueprint('2.0.0');
    const catalog = new Map([['demo', { ...plain, render: () => [] }]]);

    const refused = createTenant({ ...ports(), catalog }, { ...input, planId: view.plan_id });

    expect(await outcome(refused)).toBe('plan_stale');
  });
});
