import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { StepContext } from '../../../../shared/provisioning/step-implementation.ts';
import { ensureRealm } from '../../../../shared/provisioning/steps/ensure-realm.ts';
import { ensureSecrets } from '../../../../shared/provisioning/steps/ensure-secrets.ts';
import { removeRealm } from '../../../../shared/provisioning/steps/remove-realm.ts';
import { setRealmPassword } from '../../../../shared/provisioning/steps/set-realm-password.ts';
import { demoNamespace } from '../../../builders/a-blueprint.ts';
import { aRealm } from '../../../builders/a-realm.ts';
import { createEngineWorld, type EngineWorld } from '../../../fakes/engine-world.ts';
import { type KeycloakWorld, openKeycloakWorld } from '../../../fakes/keycloak/keycloak-world.ts';
import { type KeycloakAdmin, keycloakAdmin, viewRealm } from '../../../fakes/keycloak-admin.ts';
import { aStepContext } from '../../../fakes/step-context.ts';

const { tenantId: _, ...realm } = aRealm();
const ensure = { kind: 'ensure-realm', name: 'realm', deadlineMs: 1, realm } as const;
const remove = {
  kind: 'remove-realm',
  name: 'no-realm',
  deadlineMs: 1,
  realm: realm.realm,
} as const;
const secret = { namespace: demoNamespace, name: 'acme-credentials', key: 'password' };
const setPassword = {
  kind: 'set-realm-password',
  name: 'password',
  deadlineMs: 1,
  realm: realm.realm,
  username: 'ada@example.test',
  secret,
} as const;

let world: EngineWorld;
let keycloak: KeycloakWorld;
let root: KeycloakAdmin;
let context: StepContext;

beforeEach(async () => {
  world = createEngineWorld();
  keycloak = await openKeycloakWorld();
  const { url, root: client } = keycloak.fake;
  root = keycloakAdmin(url, client);
  const { id } = await world.create('acme');
  context = await aStepContext(world, id, { systems: { realms: keycloak.realms } });
});

afterEach(async () => {
  world.close();
  await keycloak.fake.close();
});

const view = async () => await viewRealm(root, realm);

async function makeSecret(keys: readonly string[] = ['password']): Promise<void> {
  const labels = { 'tenantry.dev/tenant': context.tenant.id };
  const secrets = [{ namespace: secret.namespace, name: secret.name, labels, keys }];
  await ensureSecrets(context, { kind: 'ensure-secrets', name: 's', deadlineMs: 1, secrets });
}

describe('ensureRealm()', () => {
  it("creates the realm with the tenant's id in it, in one call", async () => {
    await expect(ensureRealm(context, ensure)).resolves.toEqual({ kind: 'done' });

    expect(await view()).toMatchObject({ tenantId: context.tenant.id });
    const posts = keycloak.fake.calls.filter((call) => call.startsWith('POST /admin/'));
    expect(posts).toEqual(['POST /admin/realms']);
  });

  it('writes nothing when everything is there', async () => {
    await ensureRealm(context, ensure);
    const callsBefore = keycloak.fake.calls.length;

    await ensureRealm(context, ensure);

    const calls = keycloak.fake.calls.slice(callsBefore);
    expect(calls.filter((call) => !/^GET |openid-connect.token$/.test(call))).toEqual([]);
  });

  it('adds what was lost', async () => {
    await ensureRealm(context, ensure);
    const before = await view();
    await root.call('DELETE', `/${realm.realm}/roles/admin`);

    await ensureRealm(context, ensure);

    expect(await view()).toEqual(before);
  });

  it('fails where somebody else has a realm of that name', async () => {
    await root.call('POST', '', { realm: realm.realm });

    await expect(ensureRealm(context, ensure)).rejects.toMatchObject({
      ...{ code: 'realms_conflict', class: 'terminal' },
    });
  });

  it('fails where there are no realms at all', async () => {
    const without = { ...context, systems: {} };

    await expect(ensureRealm(without, ensure)).rejects.toMatchObject({
      ...{ code: 'realms_not_set_up', class: 'terminal' },
    });
  });
});

describe('setRealmPassword()', () => {
  it('hands over the password of the Secret', async () => {
    await ensureRealm(context, ensure);
    await makeSecret();

    await expect(setRealmPassword(context, setPassword)).resolves.toEqual({ kind: 'done' });

    expect((await view())?.users).toMatchObject([{ credentials: ['password'] }]);
    expect(keycloak.fake.passwordsSet).toEqual(['generated-secret-1']);
  });

  it('sets it once, however often it runs', async () => {
    await ensureRealm(context, ensure);
    await makeSecret();

    await setRealmPassword(context, setPassword);
    await setRealmPassword(context, setPassword);

    expect(keycloak.fake.passwordsSet).toHaveLength(1);
  });

  it('fails for good without the Secret', async () => {
    await ensureRealm(context, ensure);

    await expect(setRealmPassword(context, setPassword)).resolves.toEqual({
      kind: 'failed',
      code: 'secret_missing',
      message: `Cannot read the first password "password" of Secret ${demoNamespace}/acme-credentials: it is not there`,
    });
  });

  it('fails for good without its key', async () => {
    await ensureRealm(context, ensure);
    await makeSecret(['another']);

    await expect(setRealmPassword(context, setPassword)).resolves.toMatchObject({
      code: 'secret_missing',
    });
  });

  it("does not take a stranger's Secret", async () => {
    await ensureRealm(context, ensure);
    const metadata = { namespace: secret.namespace, name: secret.name };
    const data = { password: 'c3RyYW5nZXItcGFzc3dvcmQ=' };
    await world.cluster.create({ apiVersion: 'v1', kind: 'Secret', metadata, data } as object);

    await expect(setRealmPassword(context, setPassword)).rejects.toMatchObject({
      code: 'foreign_object',
    });
    expect(keycloak.fake.passwordsSet).toEqual([]);
  });
});

describe('removeRealm()', () => {
  it("removes the tenant's realm, however often it runs", async () => {
    await ensureRealm(context, ensure);

    await removeRealm(context, remove);
    await expect(removeRealm(context, remove)).resolves.toEqual({ kind: 'done' });

    expect(await view()).toBeUndefined();
  });

  it("leaves another tenant's realm alone", async () => {
    await keycloak.realms.create({ ...realm, tenantId: 'somebody-else' });

    await expect(removeRealm(context, remove)).resolves.toEqual({ kind: 'done' });

    expect(await view()).toMatchObject({ tenantId: 'somebody-else' });
  });
});
