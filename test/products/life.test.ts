import type { V1Deployment, V1Secret } from '@kubernetes/client-node';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { TenantView } from '../../shared/use-cases/tenant-view.ts';
import { aDatabaseSecret, aPullSecret, sourceNamespace } from '../builders/a-secret-source.ts';
import { type ControlPlane, connectRig } from '../cluster/rig/connect-rig.ts';
import { applyShipped } from '../cluster/shipped-role.ts';
import { type ApiClient, createApiClient } from '../fakes/api-client.ts';
import { fakeAccountId, fakeToken, fakeTunnelId, fakeZoneId } from '../fakes/cloudflare-state.ts';
import { type FakeCloudflare, startFakeCloudflare } from '../fakes/fake-cloudflare.ts';
import { keycloakAdmin } from '../fakes/keycloak-admin.ts';
import {
  newDataFolder,
  removeDataFolder,
  startTenantry,
  type TenantryProcess,
} from '../fakes/tenantry-process.ts';
import { makeTenantryClient, tenantryClient } from './keycloak/make-tenantry-client.ts';
import { signIn } from './keycloak/sign-in.ts';
import { type RunningKeycloak, startKeycloak } from './keycloak/start-keycloak.ts';
import { type RunningPostgres, startPostgres } from './postgres.ts';
import {
  applicationRole,
  createProductDatabase,
  type ProductDatabase,
} from './product-database.ts';

const lifeMs = 90_000;
const slug = 'riley-041b27';
const namespace = `tenant-${slug}`;
const host = `${slug}.codetether.run`;

let rig: ControlPlane;
let keycloak: RunningKeycloak;
let postgres: RunningPostgres;
let database: ProductDatabase;
let cloudflare: FakeCloudflare;
let tenantry: TenantryProcess;
let api: ApiClient;
let removeShipped: () => Promise<void>;
const dataFolder = newDataFolder();

beforeAll(async () => {
  rig = connectRig(inject('rig').dir);
  [keycloak, postgres, cloudflare] = await Promise.all([
    startKeycloak(),
    startPostgres(),
    startFakeCloudflare(),
  ]);
  await makeTenantryClient(keycloak);
  database = await createProductDatabase(postgres);
  removeShipped = await applyShipped(rig, namespace, ['workloads-role', 'admission-policy']);
  await post('/api/v1/namespaces', { metadata: { name: sourceNamespace } });
  for (const secret of [aPullSecret(), aDatabaseSecret()]) {
    await post(`/api/v1/namespaces/${sourceNamespace}/secrets`, secret);
  }
  tenantry = await startTenantry(dataFolder, {
    TENANTRY_CLUSTER: 'kubeconfig',
    KUBECONFIG: inject('rig').tenantryKubeconfigPath,
    KEYCLOAK_URL: keycloak.url.href,
    KEYCLOAK_CLIENT_ID: tenantryClient.clientId,
    KEYCLOAK_CLIENT_SECRET: tenantryClient.clientSecret,
    CODETETHER_DATABASE_URL: database.url(),
    CODETETHER_DATABASE_APP_ROLE: applicationRole,
    CLOUDFLARE_API_URL: cloudflare.url,
    CLOUDFLARE_API_TOKEN: fakeToken,
    CLOUDFLARE_ZONE_ID: fakeZoneId,
    CLOUDFLARE_ACCOUNT_ID: fakeAccountId,
    CLOUDFLARE_TUNNEL_ID: fakeTunnelId,
    LOG_LEVEL: 'warn',
  });
  api = createApiClient(() => tenantry.url);
}, 240_000);

afterAll(async () => {
  await tenantry?.stop();
  removeDataFolder(dataFolder);
  await removeShipped?.();
  await Promise.all([keycloak?.stop(), postgres?.stop(), cloudflare?.close()]);
});

async function post(path: string, body: object): Promise<void> {
  const { status, body: answer } = await rig.request({ method: 'POST', path, body });
  if (status !== 201) throw new Error(`POST ${path}: ${status} ${JSON.stringify(answer)}`);
}

async function read<T>(path: string): Promise<T> {
  const { status, body } = await rig.request({ method: 'GET', path });
  expect([path, status]).toEqual([path, 200]);
  return body as T;
}

async function signUp(name: string): Promise<TenantView> {
  const tenant = await api.send<TenantView>('POST /tenants', {
    ...{ product: 'codetether', slug: name, organization: 'Riley Ltd', tier: 'free' },
    params: { userId: 'riley@example.com', image: { tag: 'v1.2.0' } },
  });
  await api.until(tenant.id, 'active', lifeMs);
  return await api.send<TenantView>(`GET /tenants/${tenant.id}`);
}

/** Asks for something and waits until the operation has succeeded. */
async function act(id: string, action: string, body?: object): Promise<void> {
  const { operation } = await api.send<TenantView>(`POST /tenants/${id}/${action}`, body);
  await expect
    .poll(async () => (await api.operation(operation.id)).state, { timeout: lifeMs })
    .toBe('succeeded');
}

async function changeTier(id: string, tier: string): Promise<void> {
  const { generation } = await api.send<TenantView>(`GET /tenants/${id}`);
  const response = await fetch(`${tenantry.url}/tenants/${id}`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json', 'if-match': `"${generation}"` },
    body: JSON.stringify({ tier }),
  });
  expect(response.status).toBe(202);
  await api.until(id, 'active', lifeMs);
}

async function replicas(name: string): Promise<number | undefined> {
  const path = `/apis/apps/v1/namespaces/tenant-${name}/deployments/a2a-${name}`;
  return (await read<V1Deployment>(path)).spec?.replicas;
}

async function realmStatus(name: string): Promise<number> {
  const root = keycloakAdmin(keycloak.url, keycloak.root);
  return (await root.call('GET', `/${name}.codetether.run`)).status;
}

/** What the four systems have of a tenant. */
async function parts(name: string) {
  const rows = await database.as(
    'owner',
    `SELECT tier, status FROM codetether.tenants WHERE org_slug = '${name}'`,
  );
  return {
    realm: await realmStatus(name),
    row: rows[0],
    record: cloudflare.state.records.some((record) => record.name === `${name}.codetether.run`),
    rules: cloudflare.state.hosts().filter((each) => each === `${name}.codetether.run`).length,
  };
}

describe('a tenant of codetether on Keycloak, Postgres, a real API server and a fake Cloudflare', () => {
  let id: string;
  let other: TenantView;

  it('signs up: realm, row, record, rule and objects', async () => {
    other = await signUp('other-000001');

    const tenant = await signUp(slug);

    ({ id } = tenant);
    expect(tenant).toMatchObject({ status: 'active', site_url: `https://${host}` });
    expect(await parts(slug)).toEqual({
      ...{ realm: 200, row: { tier: 'free', status: 'active' }, record: true, rules: 1 },
    });
    expect(await replicas(slug)).toBe(1);
  });

  it('lets its first user sign in to the new realm, who has to choose a password', async () => {
    const { outputs } = await api.send<TenantView>(`GET /tenants/${id}`);
    const { secret, key, username } = outputs['credentials'] as Record<string, string>;
    const { data } = await read<V1Secret>(`/api/v1/namespaces/${namespace}/secrets/${secret}`);
    const password = Buffer.from(data?.[key ?? ''] ?? '', 'base64').toString();

    const { claims } = await signIn({
      ...{ url: keycloak.url, realm: host, clientId: `${slug}-spa` },
      redirectUri: `https://${host}/`,
      answers: {
        ...{ username: username ?? '', password, email: 'riley@example.com' },
        ...{ firstName: 'Riley', lastName: 'Doe' },
        ...{ 'password-new': `${password}-mine`, 'password-confirm': `${password}-mine` },
      },
    });

    expect(claims).toMatchObject({ preferred_username: 'admin', azp: `${slug}-spa` });
    expect(claims['realm_access']).toMatchObject({ roles: expect.arrayContaining(['admin']) });
  });

  it('grows with its tier', async () => {
    await changeTier(id, 'enterprise');

    expect(await replicas(slug)).toBe(3);
    expect((await parts(slug)).row).toEqual({ tier: 'enterprise', status: 'active' });
  });

  it('is suspended and resumed with as many pods as it had', async () => {
    await act(id, 'suspend', { reason: 'unpaid' });
    const suspended = [await replicas(slug), (await parts(slug)).row];
    await act(id, 'resume');

    expect(suspended).toEqual([0, { tier: 'enterprise', status: 'suspended' }]);
    expect(await replicas(slug)).toBe(3);
    expect((await parts(slug)).row).toEqual({ tier: 'enterprise', status: 'active' });
  });

  it('is deleted everywhere, and nothing of another tenant with it', async () => {
    const before = await parts(other.slug);

    await api.remove(id);
    await api.untilGone(id, lifeMs * 2);

    expect(await parts(slug)).toEqual({ realm: 404, row: undefined, record: false, rules: 0 });
    expect(await parts(other.slug)).toEqual(before);
    expect(await replicas(other.slug)).toBe(1);
    expect(before).toMatchObject({ realm: 200, record: true, rules: 1 });
  }, 300_000);

  it('loses no rule when two sign up at once', async () => {
    await Promise.all([signUp('first-000002'), signUp('second-000003')]);

    expect((await parts('first-000002')).rules).toBe(1);
    expect((await parts('second-000003')).rules).toBe(1);
    expect((await parts(other.slug)).rules).toBe(1);
  }, 300_000);
});
