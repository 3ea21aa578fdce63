import type { V1Deployment } from '@kubernetes/client-node';
import { afterEach, describe, expect, it } from 'vitest';
import { simulationPlanName } from '../../../../shared/adapters/embedded/simulated-progress.ts';
import { createStarterBlueprint } from '../../../../shared/blueprints/starter/create-starter-blueprint.ts';
import type { JsonObject } from '../../../../shared/tenant/json.ts';
import type { Tenant } from '../../../../shared/tenant/tenant.ts';
import { msBetween } from '../../../../shared/tenant/time.ts';
import { rollbackTenant } from '../../../../shared/use-cases/rollback-tenant.ts';
import { upgradeTenant } from '../../../../shared/use-cases/upgrade-tenant.ts';
import { aPrincipal, createEngineWorld, type EngineWorld } from '../../../fakes/engine-world.ts';
import { images } from './starter-context.ts';

const namespace = 'starter-acme';
const open: EngineWorld[] = [];
const values: JsonObject = {
  ...images,
  externalSecrets: { api: { data: { DATABASE_URL: 'prod/db', REDIS_URL: 'prod/redis' } } },
};

afterEach(() => {
  for (const world of open.splice(0)) world.close();
});

async function anActiveTenant(
  params = values,
  parts: Parameters<typeof createEngineWorld>[0] = {},
) {
  const blueprint = createStarterBlueprint({ baseDomain: 'starter.example' });
  const world = createEngineWorld({ blueprint, ...parts });
  open.push(world);
  const { id } = await world.create('acme', params);
  return { world, id, tenant: await world.settle(id) };
}

function wishOf({ ports }: EngineWorld, tenantId: string) {
  const wish = { principal: aPrincipal, requestId: 'request-1', tenantId };
  const placement = { cluster: 'default', region: 'test' };
  let ids = 0;
  const newId = () => {
    ids += 1;
    return `00000000-0000-4000-8000-${String(Date.now() + ids).slice(-12)}`;
  };
  return [{ ...ports, newId, placement }, wish] as const;
}

async function upgrade(world: EngineWorld, id: string, params: JsonObject): Promise<Tenant> {
  const [ports, wish] = wishOf(world, id);
  await upgradeTenant(ports, { ...wish, params });
  return await world.settle(id);
}

async function rollback(world: EngineWorld, id: string): Promise<Tenant> {
  const [ports, wish] = wishOf(world, id);
  await rollbackTenant(ports, wish);
  return await world.settle(id);
}

/** Makes migrations fail from now on, or no more. */
async function failMigrations({ cluster }: EngineWorld, message: string | undefined) {
  const ref = { apiVersion: 'v1', kind: 'ConfigMap', namespace, name: simulationPlanName };
  const { apiVersion, kind, ...metadata } = ref;
  const plan = await cluster.read(ref);
  const data = message === undefined ? {} : { migrate: message };
  const wanted = { apiVersion, kind, metadata, data };
  await (plan === undefined ? cluster.create(wanted) : cluster.apply(wanted, plan.metadata));
}

async function apiOf({ cluster }: EngineWorld): Promise<V1Deployment> {
  const ref = { apiVersion: 'apps/v1', kind: 'Deployment', namespace, name: 'acme-api' };
  return (await cluster.read(ref)) as unknown as V1Deployment;
}

async function imageOf(world: EngineWorld): Promise<string | undefined> {
  return (await apiOf(world)).spec?.template.spec?.containers[0]?.image;
}

function conditionsOf({ conditions }: Tenant): Readonly<Record<string, string>> {
  return Object.fromEntries(conditions.map(({ type, status }) => [type, status]));
}

/** How long the last operation waited for its Ingresses. */
async function tookMs(world: EngineWorld, id: string): Promise<number> {
  const { steps } = await world.operation(id);
  const { started_at, ended_at } = steps.find(({ name }) => name === 'await-ingress') ?? {};
  return msBetween(started_at ?? '', ended_at ?? '');
}

const next = (tag: string) => ({ api: { image: `registry/app-api:${tag}` } });

describe('the life of a starter tenant', () => {
  const checklist = ['SecretsReady', 'MigrationsRan', 'IngressReady', 'Ready'];

  it('begins with every item of the checklist true but the certificate that nobody makes', async () => {
    const { tenant } = await anActiveTenant();

    const untrue = tenant.conditions.filter(({ status, type }) => {
      return status !== 'True' && checklist.includes(type);
    });
    expect(tenant).toMatchObject({ status: 'active', site_url: 'https://acme.starter.example' });
    expect(Object.keys(conditionsOf(tenant))).toEqual(expect.arrayContaining(checklist));
    expect(untrue).toMatchObject([
      {
        type: 'IngressReady',
        reason: 'CertificateMissing',
        message: expect.stringContaining('Secret starter-acme/acme-tls does not exist'),
      },
    ]);
  });

  it('begins with every item of the checklist true where none is asked for', async () => {
    const ingress = { hosts: [{ host: 'acme.example' }] };

    const { tenant } = await anActiveTenant({ ...values, ingress });

    expect(conditionsOf(tenant)).toMatchObject(
      Object.fromEntries(checklist.map((type) => [type, 'True'])),
    );
  });

  it('waits a while for a certificate that somebody makes, and not again in the next change', async () => {
    const { world, id, tenant } = await anActiveTenant(values, {
      blueprint: createStarterBlueprint({ baseDomain: 'starter.example', clusterIssuer: 'ca' }),
    });
    const waited = await tookMs(world, id);
    await upgrade(world, id, next('2.0.0'));

    expect(tenant.status).toBe('active');
    expect(conditionsOf(tenant)).toMatchObject({ IngressReady: 'False' });
    expect(waited).toBeGreaterThanOrEqual(180_000);
    expect(waited).toBeLessThan(200_000);
    expect(await tookMs(world, id)).toBe(0);
  });

  it('does not lead one host to two places', async () => {
    const { world, id } = await anActiveTenant();
    const ingress = { apiHosts: [{ host: 'acme.starter.example' }] };
    const errors = [{ pointer: '/params/ingress/apiHosts/0/host', code: 'duplicate' }];
    const refusal = { code: 'invalid_tenant', errors };

    await expect(upgrade(world, id, { ingress })).rejects.toMatchObject(refusal);
    await world.delete(id);
    await world.settle(id);
    await expect(world.create('acme', { ...values, ingress })).rejects.toMatchObject(refusal);
  });

  it('tells which host somebody else has', async () => {
    const { world, id } = await anActiveTenant();
    const hosts = [{ host: 'app.example.com' }, { host: 'a.example.com' }];
    await world.create('other', { ...values, ingress: { hosts } });
    const apiHosts = [{ host: 'b.example.com' }, { host: 'a.example.com' }];
    const api = { ...Object(images['api']), env: { HOST: 'a.example.com' } };

    await expect(upgrade(world, id, { api, ingress: { apiHosts } })).rejects.toMatchObject({
      code: 'host_taken',
      message: expect.stringContaining('"a.example.com"'),
      errors: [{ pointer: '/params/ingress/apiHosts/1/host', code: 'taken' }],
    });
  });

  it('waits for secrets that the store cannot give, and goes no further', async () => {
    const message = 'could not get secret data from provider';
    const condition = { type: 'Ready', status: 'False', reason: 'SecretSyncedError', message };
    const { world, id } = await anActiveTenant(values, {
      wrapCluster: (cluster) => ({
        ...cluster,
        read: async (ref) => {
          const found = await cluster.read(ref);
          const isSecret = found !== undefined && ref.kind === 'ExternalSecret';
          return isSecret ? { ...found, status: { conditions: [condition] } } : found;
        },
      }),
    });

    const { conditions, inventory } = await world.tenant(id);

    expect(conditions.find(({ type }) => type === 'SecretsReady')).toMatchObject({
      status: 'False',
      message: `ExternalSecret ${namespace}/acme-api: ${message}`,
    });
    expect(inventory.map(({ kind }) => kind)).toEqual(['Namespace', 'ExternalSecret']);
  });

  it('keeps the old pods when migrations fail, and tells why', async () => {
    const { world, id } = await anActiveTenant();
    await failMigrations(world, 'relation "users" exists');

    const tenant = await upgrade(world, id, next('2.0.0'));

    expect(tenant).toMatchObject({ status: 'active', error_code: 'job_failed' });
    expect(tenant.error_message).toContain('relation "users" exists');
    expect(conditionsOf(tenant)).toMatchObject({ MigrationsRan: 'False' });
    expect(await imageOf(world)).toBe('registry/app-api:1.2.3');
  });

  it('rolls out after migrations, and back without them', async () => {
    const { world, id } = await anActiveTenant();
    const upgraded = await upgrade(world, id, next('2.0.0'));
    const newer = await imageOf(world);
    await failMigrations(world, 'must not run');

    const back = await rollback(world, id);

    expect([upgraded.error_code, newer]).toEqual([null, 'registry/app-api:2.0.0']);
    expect([back.error_code, await imageOf(world)]).toEqual([null, 'registry/app-api:1.2.3']);
  });

  it('keeps every pod when autoscaling begins', async () => {
    const fixed = { enabled: false, api: { minReplicas: 4 } };
    const { world, id } = await anActiveTenant({ ...values, autoscaling: fixed });
    // An apply: what was created is nobody's to take out.
    await upgrade(world, id, { autoscaling: { api: { minReplicas: 5 } } });

    await upgrade(world, id, { autoscaling: { enabled: true } });
    const { spec } = await apiOf(world);
    await upgrade(world, id, next('2.0.0'));

    expect(spec?.replicas).toBe(5);
    expect((await apiOf(world)).spec?.replicas).toBe(5);
  });

  it('forgets of its checklist what is so no more', async () => {
    const { world, id } = await anActiveTenant();
    await failMigrations(world, 'relation "users" exists');
    await upgrade(world, id, next('2.0.0'));

    const back = await rollback(world, id);
    await failMigrations(world, undefined);
    const closed = await upgrade(world, id, {
      ingress: { enabled: false },
      externalSecrets: { api: { data: { DATABASE_URL: null, REDIS_URL: null } } },
    });

    expect(conditionsOf(back)).toMatchObject({ MigrationsRan: 'Unknown', SecretsReady: 'True' });
    expect(conditionsOf(closed)).toMatchObject({ MigrationsRan: 'True', SecretsReady: 'False' });
    expect(closed.conditions.find(({ type }) => type === 'IngressReady')).toMatchObject({
      reason: 'NotNeeded',
    });
    expect(closed).toMatchObject({ status: 'active', error_code: null });
  });

  it('prunes what is not wanted any more', async () => {
    const { world, id } = await anActiveTenant();

    await upgrade(world, id, { externalSecrets: { api: { data: null } } });

    const { inventory } = await world.tenant(id);
    expect(inventory.map(({ kind }) => kind)).not.toContain('ExternalSecret');
  });

  it('gives static secrets to the cluster and to nobody else, until External Secrets replace them', async () => {
    const secrets = { DATABASE_URL: 'postgres://canary' };
    const fixed = { ...images, externalSecrets: { enabled: false } };
    const { world, id, tenant } = await anActiveTenant({
      ...fixed,
      api: { ...Object(images['api']), secrets },
    });
    const ref = { apiVersion: 'v1', kind: 'Secret', namespace, name: 'acme-api-static' };
    const secret = await world.cluster.read(ref);
    const records = JSON.stringify([tenant, await world.operation(id)]);

    const data = { DATABASE_URL: 'prod/db' };
    const changed = await upgrade(world, id, {
      api: { secrets: { DATABASE_URL: null } },
      externalSecrets: { enabled: true, api: { data } },
    });

    expect(tenant.status).toBe('active');
    expect(secret?.['data']).toEqual({ DATABASE_URL: btoa('postgres://canary') });
    expect(records).not.toContain('canary');
    expect([changed.status, changed.error_message]).toEqual(['active', null]);
    expect(await world.cluster.read(ref)).toBeUndefined();
    expect(JSON.stringify(await apiOf(world))).toContain('"name":"acme-api-secrets"');
  });

  it('survives a suspension', async () => {
    const { world, id } = await anActiveTenant();
    await world.suspend(id);
    const suspended = await world.settle(id);
    await world.resume(id);

    expect(suspended.status).toBe('suspended');
    expect((await world.settle(id)).status).toBe('active');
  });

  it('ends with nothing left', async () => {
    const { world, id } = await anActiveTenant();

    await world.delete(id);
    const { inventory, status } = await world.settle(id);

    const ref = { apiVersion: 'v1', kind: 'Namespace', name: namespace };
    expect(status).toBe('deleted');
    expect(inventory).toEqual([]);
    expect(await world.cluster.read(ref)).toBeUndefined();
  });
});
