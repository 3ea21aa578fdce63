import type { V1Deployment } from '@kubernetes/client-node';
import { afterEach, describe, expect, it } from 'vitest';
import { createStarterBlueprint } from '../../../../shared/blueprints/starter/create-starter-blueprint.ts';
import { ClusterError } from '../../../../shared/tenant/cluster-error.ts';
import type { JsonObject } from '../../../../shared/tenant/json.ts';
import type { Tenant } from '../../../../shared/tenant/tenant.ts';
import { upgradeTenant } from '../../../../shared/use-cases/upgrade-tenant.ts';
import { aPrincipal, createEngineWorld, type EngineWorld } from '../../../fakes/engine-world.ts';
import { images } from './starter-context.ts';

const namespace = 'starter-acme';
const classRef = {
  apiVersion: 'secrets-store.csi.x-k8s.io/v1',
  kind: 'SecretProviderClass',
  namespace,
  name: 'acme-api-files',
};
const identifier = (name: string) => `projects/p/secrets/${name}/versions/latest`;
const filed = (name: string): JsonObject => ({
  secretFiles: { enabled: true, api: { files: { db_url: identifier(name) } } },
});
const open: EngineWorld[] = [];

afterEach(() => {
  for (const world of open.splice(0)) world.close();
});

function aWorld(parts: Parameters<typeof createEngineWorld>[0] = {}): EngineWorld {
  const blueprint = createStarterBlueprint({ baseDomain: 'starter.example' });
  const world = createEngineWorld({ blueprint, ...parts });
  open.push(world);
  return world;
}

async function install({ cluster }: EngineWorld): Promise<void> {
  const metadata = { name: 'secrets-store.csi.k8s.io' };
  await cluster.create({ apiVersion: 'storage.k8s.io/v1', kind: 'CSIDriver', metadata });
}

async function anActiveTenant(): Promise<{ readonly world: EngineWorld; readonly id: string }> {
  const world = aWorld();
  await install(world);
  const { id } = await world.create('acme', { ...images, ...filed('db') });
  expect((await world.settle(id)).status).toBe('active');
  return { world, id };
}

async function upgrade(world: EngineWorld, tenantId: string, params: JsonObject): Promise<Tenant> {
  const ports = {
    ...world.ports,
    newId: () => crypto.randomUUID(),
    placement: { cluster: 'default', region: 'test' },
  };
  await upgradeTenant(ports, { principal: aPrincipal, requestId: 'r', tenantId, params });
  return await world.settle(tenantId);
}

async function markOf({ cluster }: EngineWorld): Promise<string | undefined> {
  const ref = { apiVersion: 'apps/v1', kind: 'Deployment', namespace, name: 'acme-api' };
  const { spec } = (await cluster.read(ref)) as unknown as V1Deployment;
  return spec?.template.metadata?.annotations?.['tenantry.dev/secret-files'];
}

describe('the life of a tenant with secrets as files', () => {
  it('begins once the driver is there, which is named until then', async () => {
    const world = aWorld();
    const { id } = await world.create('acme', { ...images, ...filed('db') });
    await world.look(id);
    const { conditions, inventory } = await world.tenant(id);

    await install(world);
    const { status } = await world.settle(id);

    expect(conditions.find(({ type }) => type === 'SecretsReady')).toMatchObject({
      status: 'False',
      reason: 'NotFound',
      message: 'CSIDriver secrets-store.csi.k8s.io: does not exist',
    });
    expect(inventory.map(({ kind }) => kind)).toEqual(['Namespace', 'SecretProviderClass']);
    expect(status).toBe('active');
  });

  it('rolls pods with another identifier', async () => {
    const { world, id } = await anActiveTenant();
    const before = await markOf(world);

    const { error_message } = await upgrade(world, id, filed('other'));

    expect(error_message).toBeNull();
    expect(before).toMatch(/^[0-9a-f]{64}$/);
    expect(await markOf(world)).toMatch(/^[0-9a-f]{64}$/);
    expect(await markOf(world)).not.toBe(before);
    expect(JSON.stringify(await world.cluster.read(classRef))).toContain(identifier('other'));
  });

  it('leaves nothing of them when they are switched off', async () => {
    const { world, id } = await anActiveTenant();

    const { error_message, inventory } = await upgrade(world, id, {
      secretFiles: { enabled: false },
    });

    expect(error_message).toBeNull();
    expect(inventory.map(({ kind }) => kind)).not.toContain('SecretProviderClass');
    expect(await world.cluster.read(classRef)).toBeUndefined();
    expect(await markOf(world)).toBeUndefined();
  });

  it('fails with a name where the cluster does not know what is fetched', async () => {
    const message = 'Cannot create: the API server does not serve SecretProviderClass';
    const world = aWorld({
      wrapCluster: (cluster) => ({
        ...cluster,
        create: async (object) => {
          if (object.kind !== 'SecretProviderClass') return await cluster.create(object);
          const told = { class: 'terminal', outcome: 'not-done', status: 404 } as const;
          throw new ClusterError('unknown_kind', message, told);
        },
      }),
    });
    const { id } = await world.create('acme', { ...images, ...filed('db') });

    expect(await world.settle(id)).toMatchObject({
      status: 'failed',
      error_code: 'unknown_kind',
      error_message: message,
    });
  });
});
