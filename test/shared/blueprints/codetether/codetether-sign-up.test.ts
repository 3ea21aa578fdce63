import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCodetetherBlueprint } from '../../../../shared/blueprints/codetether/create-codetether-blueprint.ts';
import type { Tenant } from '../../../../shared/tenant/tenant.ts';
import { provideSources } from '../../../builders/a-secret-source.ts';
import { createEngineWorld, type EngineWorld } from '../../../fakes/engine-world.ts';
import { type KeycloakWorld, openKeycloakWorld } from '../../../fakes/keycloak/keycloak-world.ts';
import { createMemoryDns, type MemoryDns } from '../../../fakes/memory-dns.ts';
import {
  createMemoryTenantDatabase,
  type MemoryTenantDatabase,
} from '../../../fakes/memory-tenant-database.ts';
import { createMemoryTunnel, type MemoryTunnel } from '../../../fakes/memory-tunnel.ts';
import { allSystems, codetetherSettings } from './a-codetether.ts';

const host = 'riley.codetether.run';
const params = { userId: 'ada@example.com', image: { tag: 'v1.2.0' } };
const namespace = 'tenant-riley';

let keycloak: KeycloakWorld;
let dns: MemoryDns;
let tunnel: MemoryTunnel;
let database: MemoryTenantDatabase;
let world: EngineWorld;

beforeEach(async () => {
  keycloak = await openKeycloakWorld();
  dns = createMemoryDns();
  tunnel = createMemoryTunnel();
  database = createMemoryTenantDatabase();
  world = createEngineWorld({
    blueprint: createCodetetherBlueprint(codetetherSettings({ systems: allSystems })),
    hasNamespace: false,
    systems: { realms: keycloak.realms, dns, tunnel, database },
  });
  await provideSources(world.cluster);
});

afterEach(async () => {
  world.close();
  await keycloak.fake.close();
});

async function signedUp(): Promise<Tenant> {
  const { id } = await world.create('riley', params);
  return await world.settle(id);
}

/** What there is of the tenant besides the cluster. */
async function traces(id: string) {
  const definition = { realm: host, displayName: 'Acme', clients: [], roles: [], users: [] };
  const realm = await keycloak.realms.find({ ...definition, tenantId: id });
  const record = await dns.find(host);
  const { rules } = await tunnel.read();
  const row = await database.find(id);
  return {
    hasRealm: realm !== undefined,
    record: record?.tenantId,
    hosts: rules.flatMap(({ hostname }) => (hostname === undefined ? [] : [hostname])),
    row: row && { status: row.status, tier: row.tier, userId: row.userId, realm: row.realm },
  };
}

const nothing = { hasRealm: false, record: undefined, hosts: [], row: undefined };

describe('the sign-up of a tenant of codetether', () => {
  it('leaves realm, row, record and rule, and says where the first password is', async () => {
    const { id, status, error_message, outputs } = await signedUp();

    expect([status, error_message]).toEqual(['active', null]);
    expect(await traces(id)).toEqual({
      hasRealm: true,
      record: id,
      hosts: [host],
      row: { status: 'active', tier: 'free', userId: 'ada@example.com', realm: host },
    });
    expect(outputs).toMatchObject({
      credentials: { namespace, secret: 'a2a-riley-admin', key: 'password' },
    });
  });

  it('is undone as a whole when the namespace is somebody else’s', async () => {
    const metadata = { name: namespace };
    await world.cluster.create({ apiVersion: 'v1', kind: 'Namespace', metadata });

    const { id, status, error_code } = await signedUp();

    expect([status, error_code]).toEqual(['failed', 'foreign_object']);
    expect(await traces(id)).toEqual(nothing);
  });

  it('is followed by suspensions, and nothing of it outlives the tenant', async () => {
    const { id } = await signedUp();
    await world.suspend(id);
    await world.settle(id);
    const suspended = await traces(id);
    await world.resume(id);
    await world.settle(id);
    const resumed = await traces(id);
    await world.delete(id);
    const { status, error_message } = await world.settle(id);

    expect([suspended.row?.status, resumed.row?.status]).toEqual(['suspended', 'active']);
    expect([status, error_message]).toEqual(['deleted', null]);
    expect(await traces(id)).toEqual(nothing);
  });
});
