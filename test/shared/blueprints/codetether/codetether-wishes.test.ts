import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { parseParams } from '../../../../shared/blueprint/parse-params.ts';
import type { CodetetherSettings } from '../../../../shared/blueprints/codetether/codetether-settings.ts';
import { createCodetetherBlueprint } from '../../../../shared/blueprints/codetether/create-codetether-blueprint.ts';
import { TenantryError } from '../../../../shared/tenant/errors.ts';
import type { JsonObject } from '../../../../shared/tenant/json.ts';
import type { Principal } from '../../../../shared/tenant/principal.ts';
import type { NewTenant } from '../../../../shared/use-cases/check-new-tenant.ts';
import { createTenant } from '../../../../shared/use-cases/create-tenant.ts';
import { planNewTenant, planTenant } from '../../../../shared/use-cases/plan-tenant.ts';
import { updateTenant } from '../../../../shared/use-cases/update-tenant.ts';
import { provideSources } from '../../../builders/a-secret-source.ts';
import { aPrincipal, createEngineWorld, type EngineWorld } from '../../../fakes/engine-world.ts';
import { codetetherSettings } from './a-codetether.ts';

const open: EngineWorld[] = [];
const operator: Principal = { ...aPrincipal, role: 'operator' };
const ownAdmin: Principal = { ...aPrincipal, is_global: false };
const otherId = '4f5d33d4-9ce1-4deb-8087-95546c6d91f7';
const tag = 'v1.2.0';
const blueprint = createCodetetherBlueprint(codetetherSettings());

afterEach(() => {
  for (const world of open.splice(0)) world.close();
});

async function aWorld(settings: Partial<CodetetherSettings> = {}): Promise<EngineWorld> {
  const offered = createCodetetherBlueprint(codetetherSettings(settings));
  const world = createEngineWorld({ blueprint: offered, hasNamespace: false });
  open.push(world);
  await provideSources(world.cluster);
  return world;
}

function portsOf({ ports }: EngineWorld) {
  return { ...ports, newId: randomUUID, placement: { cluster: 'default', region: 'test' } };
}

async function created(
  world: EngineWorld,
  wanted: Partial<NewTenant>,
  principal: Principal = aPrincipal,
) {
  const tenant = {
    product: 'codetether',
    organization: 'Riley & Sons Ltd of Somewhere',
    labels: {},
    params: { image: { tag } },
    ...wanted,
  };
  const { body } = await createTenant(portsOf(world), {
    ...{ principal, requestId: 'request-1', wanted: tenant },
  });
  return await world.tenant(String(body['id']));
}

async function faults(work: Promise<unknown>): Promise<readonly string[]> {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof TenantryError)) throw error;
    return error.errors.length === 0
      ? [error.code]
      : error.errors.map(({ pointer, code }) => `${pointer} ${code}`);
  }
  return [];
}

const withId: JsonObject = { tenant: { id: otherId }, image: { tag } };

describe('a wish for a tenant of codetether', () => {
  it('makes a slug of at most 20 characters and six digits where none is given', async () => {
    const { slug } = await created(await aWorld(), {});

    expect(slug).toMatch(/^riley-sons-ltd-of-so-[0-9a-f]{6}$/);
  });

  it('takes the slug that the values name', async () => {
    const params = { tenant: { orgSlug: 'riley-041b27' }, image: { tag } };

    const { slug, placement } = await created(await aWorld(), { params });

    expect([slug, placement.namespace]).toEqual(['riley-041b27', 'tenant-riley-041b27']);
  });

  it.each<Partial<NewTenant>>([
    { params: { tier: 'pro', image: { tag } } },
    { tier: 'pro', params: { tier: 'pro', image: { tag } } },
  ])('takes the tier that the values name: %j', async (wanted) => {
    const { tier, params } = await created(await aWorld(), { slug: 'riley', ...wanted });

    expect([tier, params]).toEqual(['pro', { image: { tag } }]);
  });

  it('changes the tier that the values name, as often as it is asked to', async () => {
    const world = await aWorld();
    const { id } = await created(world, { slug: 'riley' });
    await world.settle(id);
    const wish = { principal: aPrincipal, requestId: 'request-1', tenantId: id };

    for (const patch of [{ params: { tier: 'pro' } }, { tier: 'agency' }]) {
      await updateTenant(portsOf(world), { ...wish, patch });
      await world.settle(id);
    }
    const unclear = updateTenant(portsOf(world), {
      ...wish,
      patch: { tier: 'free', params: { tier: 'pro' } },
    });

    expect((await world.tenant(id)).tier).toBe('agency');
    expect(await faults(unclear)).toEqual(['/params/tier ambiguous']);
  });

  const byOwnName: JsonObject = { tenant: { userId: 'new' } };
  const byOtherName: JsonObject = { userId: 'new' };

  it.each<[JsonObject, JsonObject, string]>([
    [{ userId: 'old' }, byOwnName, 'new'],
    [{ tenant: { userId: 'old' } }, byOtherName, 'new'],
    [{ userId: 'old' }, byOtherName, 'new'],
    [{ userId: 'old' }, { ...byOwnName, ...byOtherName }, 'new'],
    [{ userId: 'old' }, { userId: null }, ''],
    [{ userId: 'old' }, { tenant: null }, ''],
    [{ userId: 'old' }, { tenant: null, ...byOtherName }, 'new'],
  ])('has one user, by whichever name: %j, then %j', async (first, then, user) => {
    const world = await aWorld();
    const { id } = await created(world, { slug: 'riley', params: { image: { tag }, ...first } });
    await world.settle(id);

    await updateTenant(portsOf(world), {
      ...{ principal: aPrincipal, requestId: 'request-1', tenantId: id },
      patch: { params: then },
    });

    const { params } = await world.tenant(id);
    expect(parseParams(blueprint, params, '')).toMatchObject({
      params: { tenant: { userId: user } },
    });
  });

  it('takes a user for a tenant whose record has the other name', async () => {
    const world = await aWorld();
    const { id } = await created(world, { slug: 'riley' });
    await world.settle(id);
    const tenant = await world.tenant(id);
    await world.store.transact(async (transaction) =>
      transaction.put('tenants', id, { ...tenant, params: { image: { tag }, userId: 'old' } }),
    );

    await updateTenant(portsOf(world), {
      ...{ principal: aPrincipal, requestId: 'request-1', tenantId: id },
      patch: { params: byOwnName },
    });

    expect((await world.tenant(id)).params).toEqual({ image: { tag }, ...byOwnName });
  });

  it('refuses two users that differ', async () => {
    const world = await aWorld();
    const { id } = await created(world, { slug: 'riley' });
    await world.settle(id);

    const work = updateTenant(portsOf(world), {
      ...{ principal: aPrincipal, requestId: 'request-1', tenantId: id },
      patch: { params: { userId: 'a', tenant: { userId: 'b' } } },
    });

    expect(await faults(work)).toEqual(['/params/userId ambiguous']);
  });

  it.each<[string, Partial<NewTenant>, readonly string[]]>([
    ['an empty slug', { slug: '' }, ['/slug too_short', '/slug not_a_dns_label']],
    ['too long a slug', { slug: 'a'.repeat(41) }, ['/slug too_long']],
    ['an unknown tier', { slug: 'riley', tier: 'gold' }, ['/tier unknown_tier']],
    [
      'an empty slug among the values',
      { params: { tenant: { orgSlug: '' }, image: { tag } } },
      ['/params/tenant/orgSlug too_short', '/params/tenant/orgSlug not_a_dns_label'],
    ],
    [
      'two slugs that differ',
      { slug: 'riley', params: { tenant: { orgSlug: 'other' }, image: { tag } } },
      ['/params/tenant/orgSlug ambiguous'],
    ],
    [
      'two tiers that differ',
      { slug: 'riley', tier: 'pro', params: { tier: 'free', image: { tag } } },
      ['/params/tier ambiguous'],
    ],
    [
      'an unknown tier among the values',
      { slug: 'riley', params: { tier: 'gold', image: { tag } } },
      ['/params/tier unknown_tier'],
    ],
    [
      'a tier among the values that is no text',
      { slug: 'riley', params: { tier: 3, image: { tag } } },
      ['/params/tier wrong_type'],
    ],
    ['the tag latest', { slug: 'riley', params: {} }, ['/params/image/tag latest_refused']],
  ])('is refused with %s', async (_, wanted, expected) => {
    expect(await faults(created(await aWorld(), wanted))).toEqual(expected);
  });

  it('may name the tag latest where that is allowed, and its plan warns of it', async () => {
    const world = await aWorld({ isLatestAllowed: true });
    const wanted = { product: 'codetether', slug: 'riley', organization: 'A', labels: {} };

    const { view } = await planNewTenant(portsOf(world), {
      ...{ principal: aPrincipal, requestId: 'request-1' },
      wanted: { ...wanted, params: { image: { repository: 'a2a' } } },
    });

    expect(view.warnings.map(({ code }) => code)).toEqual([
      'names_not_final',
      'sign_up_incomplete',
      'image_latest',
      'image_without_registry',
    ]);
  });

  it('keeps a tenant that runs latest going when that is allowed no more', async () => {
    const world = await aWorld({ isLatestAllowed: true });
    const { id } = await world.create('riley');
    await world.settle(id);
    const strict = createCodetetherBlueprint(codetetherSettings());
    const ports = { ...portsOf(world), catalog: new Map([['codetether', strict]]) };
    const wish = { principal: aPrincipal, requestId: 'request-1', tenantId: id };

    const work = updateTenant(ports, { ...wish, patch: { tier: 'pro' } });

    expect(await faults(work)).toEqual([]);
  });

  it.each([
    ['an operator', operator],
    ['an admin of one organization', ownAdmin],
  ])('is refused an id of another tenant for %s', async (_, principal) => {
    const world = await aWorld();

    const work = created(world, { slug: 'riley', params: withId }, principal);

    expect(await faults(work)).toEqual(['/params/tenant/id not_allowed']);
  });

  it.each([
    ['/params/ingress/baseDomain', { ingress: { baseDomain: 'other.example' } }],
    ['/params/image/repository', { image: { tag, repository: 'evil.example/x' } }],
  ])('is refused what only an admin may choose at %s', async (pointer, choice: JsonObject) => {
    const world = await aWorld();
    const params = { image: { tag }, ...choice };

    const work = created(world, { slug: 'riley', params }, operator);

    expect(await faults(work)).toEqual([`${pointer} not_allowed`]);
    expect(await faults(created(world, { slug: 'riley', params }))).toEqual([]);
  });

  it('keeps what an admin chose, whoever changes something else', async () => {
    const world = await aWorld();
    const image = { tag, repository: 'own.example/x' };
    const { id } = await created(world, { slug: 'riley', params: { image } });
    await world.settle(id);
    const wish = { principal: operator, requestId: 'request-1', tenantId: id };

    const tier = updateTenant(portsOf(world), { ...wish, patch: { tier: 'pro' } });

    expect(await faults(tier)).toEqual([]);
  });

  it.each(['auth', 'grafana', 'login'])('is refused the host %s of the platform', async (slug) => {
    expect(await faults(created(await aWorld(), { slug }))).toEqual(['/slug reserved']);
  });

  it('lets an admin say which id the data goes by, once', async () => {
    const world = await aWorld();

    const tenant = await created(world, { slug: 'riley', params: withId });

    const again = created(world, { slug: 'other', params: withId });
    expect(tenant.claims).toContain(`id:codetether:${otherId}`);
    expect(await faults(again)).toEqual(['/params/tenant/id taken']);
  });

  it.each<[string, JsonObject, readonly string[]]>([
    ['the id', { tenant: { id: otherId } }, ['/params/tenant/id immutable']],
    [
      'the base domain',
      { ingress: { baseDomain: 'example.com' } },
      ['/params/ingress/baseDomain immutable'],
    ],
    ['the slug', { tenant: { orgSlug: 'other' } }, ['/params/tenant/orgSlug ambiguous']],
    ['the user', { userId: 'ada@example.com' }, []],
    ['what becomes of the namespace', { namespace: { keep: false } }, []],
  ])('that changes %s of a tenant answers %#', async (_, params, expected) => {
    const world = await aWorld();
    const { id } = await created(world, { slug: 'riley' });
    await world.settle(id);
    const wish = { principal: aPrincipal, requestId: 'request-1', tenantId: id };

    const work = updateTenant(portsOf(world), { ...wish, patch: { params } });

    expect(await faults(work)).toEqual(expected);
  });

  it.each([
    [true, 'namespace_kept', []],
    [false, 'namespace_deleted', ['tenant-riley']],
  ])('to delete plans what becomes of the namespace (kept: %s)', async (keep, warning, gone) => {
    const world = await aWorld();
    const params = { image: { tag }, namespace: { keep } };
    const { id } = await created(world, { slug: 'riley', params });
    await world.settle(id);

    const { view } = await planTenant(portsOf(world), {
      ...{ principal: aPrincipal, requestId: 'request-1', tenantId: id },
      change: { action: 'delete' },
    });

    const namespaces = view.changes.filter(({ object }) => object.kind === 'Namespace');
    expect(namespaces.map(({ object }) => object.name)).toEqual(gone);
    expect(view.warnings.map(({ code }) => code)).toContain(warning);
  });

  it('plans the copied Secrets of a new tenant, and no change of them with its tier', async () => {
    const world = await aWorld();
    const wish = { principal: aPrincipal, requestId: 'request-1' };
    const wanted = { product: 'codetether', slug: 'new', organization: 'A', labels: {} };
    const { id } = await created(world, { slug: 'riley' });
    await world.settle(id);

    const create = await planNewTenant(portsOf(world), {
      ...wish,
      wanted: { ...wanted, params: { image: { tag } } },
    });
    const update = await planTenant(portsOf(world), {
      ...{ ...wish, tenantId: id },
      change: { action: 'update', patch: { tier: 'pro' } },
    });

    const ofSecrets = ({ view }: typeof create) =>
      view.changes
        .filter(({ object }) => object.kind === 'Secret')
        .map(({ action, object }) => `${action} ${object.name}`);
    expect(ofSecrets(create)).toEqual([
      'create gcr-pull-secret',
      'create codetether-db-credentials',
    ]);
    expect(ofSecrets(update)).toEqual(['none gcr-pull-secret', 'none codetether-db-credentials']);
  });
});
