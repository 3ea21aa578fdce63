import { beforeEach, describe, expect, it } from 'vitest';
import { createKeycloakRealms } from '../../shared/adapters/keycloak/create-keycloak-realms.ts';
import type { OwnedRealm, Realms } from '../../shared/ports/realms.ts';
import { aRealm } from '../builders/a-realm.ts';
import {
  type KeycloakAdmin,
  type KeycloakUnderTest,
  keycloakAdmin,
  userIdOf,
  viewRealm,
} from '../fakes/keycloak-admin.ts';

const callTimeoutMs = 30_000;

/** What every adapter of the realms must do, told against a Keycloak, real or not. */
export function describeRealms(name: string, under: () => KeycloakUnderTest): void {
  let count = 0;
  let wanted: OwnedRealm;
  let realms: Realms;
  let root: KeycloakAdmin;

  const view = async () => await viewRealm(root, wanted);
  const first = (password: string) => ({
    ...{ realm: wanted.realm, tenantId: wanted.tenantId, password },
    username: wanted.users[0]?.username ?? '',
  });

  beforeEach(() => {
    count += 1;
    const { url, root: rootClient, tenantry } = under();
    wanted = aRealm({ realm: `acme-${process.pid}-${count}.codetether.test` });
    realms = createKeycloakRealms({
      ...{ url, realm: 'master', ...tenantry, callTimeoutMs },
      nowMs: () => performance.now(),
    });
    root = keycloakAdmin(url, rootClient);
  });

  describe(`find() of ${name}`, () => {
    it('finds nothing where there is nothing', async () => {
      expect(await realms.find(wanted)).toBeUndefined();
    });

    it('finds nothing missing in a realm that was just created', async () => {
      await realms.create(wanted);

      expect(await realms.find(wanted)).toEqual({ missing: [] });
    });

    it('sees a realm that another process created with the same client', async () => {
      const { url, tenantry } = under();
      await realms.find(wanted);
      const settings = { url, realm: 'master', ...tenantry, callTimeoutMs };
      await createKeycloakRealms({ ...settings, nowMs: () => 0 }).create(wanted);

      expect(await realms.find(wanted)).toEqual({ missing: [] });
    });

    it("refuses another tenant's realm", async () => {
      await realms.create({ ...wanted, tenantId: 'somebody-else' });

      await expect(realms.find(wanted)).rejects.toMatchObject({
        ...{ code: 'realms_conflict', class: 'terminal', outcome: 'not-done' },
      });
    });

    it('refuses a realm that it has no right to look at', async () => {
      await root.call('POST', '', { realm: wanted.realm, enabled: true });

      await expect(realms.find(wanted)).rejects.toMatchObject({
        ...{ code: 'realms_conflict', class: 'terminal' },
      });
    });

    it.each(['', '.', '..', 'master', 'a/b', 'A.test', 'x'.repeat(254)])(
      'refuses the name "%s"',
      async (realm) => {
        await expect(realms.find({ ...wanted, realm })).rejects.toMatchObject({
          ...{ code: 'realms_refused', class: 'terminal' },
        });
      },
    );
  });

  describe(`create() of ${name}`, () => {
    it('creates the realm whole and safe', async () => {
      await realms.create(wanted);

      expect(await view()).toMatchObject({
        tenantId: wanted.tenantId,
        settings: {
          displayName: wanted.displayName,
          enabled: true,
          sslRequired: 'external',
          bruteForceProtected: true,
          registrationAllowed: false,
          resetPasswordAllowed: false,
        },
        clients: [
          [
            {
              ...{ publicClient: true, standardFlowEnabled: true, pkce: 'S256', hasSecret: false },
              ...{ implicitFlowEnabled: false, directAccessGrantsEnabled: false },
              serviceAccountsEnabled: false,
              redirectUris: ['https://acme.codetether.test/*'],
              webOrigins: ['https://acme.codetether.test'],
            },
          ],
          [
            {
              ...{ publicClient: false, standardFlowEnabled: false, hasSecret: true },
              ...{ implicitFlowEnabled: false, directAccessGrantsEnabled: false },
              serviceAccountsEnabled: true,
            },
          ],
          [{ publicClient: true, pkce: 'S256', redirectUris: ['acme://callback'] }],
        ],
        users: [
          {
            username: 'ada@example.test',
            enabled: true,
            roles: ['admin', `default-roles-${wanted.realm}`],
            credentials: [],
          },
        ],
      });
    });

    it('says that somebody was faster, and changes nothing', async () => {
      await realms.create(wanted);
      const before = await view();

      await expect(realms.create({ ...wanted, displayName: 'Other' })).rejects.toMatchObject({
        ...{ code: 'realms_conflict', class: 'observe', outcome: 'not-done' },
      });
      expect(await view()).toEqual(before);
    });

    it('lets one of two at the same time win', async () => {
      const ends = await Promise.allSettled([realms.create(wanted), realms.create(wanted)]);

      const won = ends.filter(({ status }) => status === 'fulfilled');
      expect(won).toHaveLength(1);
      expect(await realms.find(wanted)).toEqual({ missing: [] });
    });
  });

  describe(`complete() of ${name}`, () => {
    it('adds what was lost and leaves the rest alone', async () => {
      await realms.create(wanted);
      const before = await view();
      const { json: kept } = await root.call('GET', `/${wanted.realm}/clients?clientId=acme-api`);
      const { json: spa } = await root.call('GET', `/${wanted.realm}/clients?clientId=acme-spa`);
      await root.call('DELETE', `/${wanted.realm}/clients/${spa[0].id}`);
      await root.call('DELETE', `/${wanted.realm}/roles/admin`);

      const found = await realms.find(wanted);
      await realms.complete(wanted);

      expect(found?.missing.toSorted()).toEqual([
        'client acme-spa',
        'role admin',
        'role admin of user ada@example.test',
      ]);
      expect(await view()).toEqual(before);
      const { json: still } = await root.call('GET', `/${wanted.realm}/clients?clientId=acme-api`);
      expect(still).toEqual(kept);
    });

    it('adds a user who was lost, with the roles', async () => {
      await realms.create(wanted);
      const before = await view();
      const id = await userIdOf(root, wanted.realm, 'ada@example.test');
      await root.call('DELETE', `/${wanted.realm}/users/${id}`);

      await realms.complete(wanted);

      expect(await view()).toEqual(before);
      expect(await realms.find(wanted)).toEqual({ missing: [] });
    });

    it("does not touch another tenant's realm", async () => {
      const theirs = { ...wanted, tenantId: 'somebody-else', clients: [], users: [], roles: [] };
      await realms.create(theirs);
      const before = await view();

      await expect(realms.complete(wanted)).rejects.toMatchObject({ class: 'terminal' });
      expect(await view()).toEqual(before);
    });
  });

  describe(`setFirstPassword() of ${name}`, () => {
    it('sets a password that must be changed', async () => {
      await realms.create(wanted);

      await realms.setFirstPassword(first('generated-password-1'));

      expect((await view())?.users).toMatchObject([
        { requiredActions: ['UPDATE_PASSWORD'], credentials: ['password'] },
      ]);
    });

    it('keeps the password of a user who has chosen one since', async () => {
      await realms.create(wanted);
      await realms.setFirstPassword(first('generated-password-1'));
      const id = await userIdOf(root, wanted.realm, 'ada@example.test');
      const chosen = { type: 'password', value: 'chosen-by-ada-herself', temporary: false };
      await root.call('PUT', `/${wanted.realm}/users/${id}/reset-password`, chosen);
      const path = `/${wanted.realm}/users/${id}/credentials`;
      const before = await root.call('GET', path);

      await realms.setFirstPassword(first('generated-password-1'));

      expect(await root.call('GET', path)).toEqual(before);
      expect((await view())?.users).toMatchObject([{ requiredActions: [] }]);
    });

    it('finds a user whatever the case of the name', async () => {
      const ada = { username: 'Ada@Example.test', email: 'Ada@Example.test', roles: ['admin'] };
      wanted = { ...wanted, users: [ada] };
      await realms.create(wanted);

      await realms.setFirstPassword(first('generated-password-1'));

      expect(await realms.find(wanted)).toEqual({ missing: [] });
      expect((await view())?.users).toMatchObject([{ credentials: ['password'] }]);
    });

    it('fails for good where the user is not, without telling the password', async () => {
      await realms.create({ ...wanted, users: [] });

      const failure = realms.setFirstPassword(first('generated-password-1'));

      await expect(failure).rejects.toMatchObject({ code: 'realms_conflict', class: 'terminal' });
      await expect(failure).rejects.not.toThrow(/generated-password-1/);
    });

    it('is refused a password that the policy does not take, without telling it', async () => {
      await realms.create(wanted);

      const failure = realms.setFirstPassword(first('too-short'));

      await expect(failure).rejects.toMatchObject({ code: 'realms_refused', class: 'terminal' });
      await expect(failure).rejects.not.toThrow(/too-short/);
    });

    it("does not touch another tenant's users", async () => {
      await realms.create({ ...wanted, tenantId: 'somebody-else' });

      const failure = realms.setFirstPassword(first('generated-password-1'));

      await expect(failure).rejects.toMatchObject({ code: 'realms_conflict', class: 'terminal' });
      expect((await view())?.users).toMatchObject([{ credentials: [] }]);
    });
  });

  describe(`remove() of ${name}`, () => {
    it('removes the realm, and again is success', async () => {
      await realms.create(wanted);

      await realms.remove(wanted.realm, wanted.tenantId);
      await realms.remove(wanted.realm, wanted.tenantId);

      expect(await view()).toBeUndefined();
    });

    it("leaves another tenant's realm alone", async () => {
      await realms.create({ ...wanted, tenantId: 'somebody-else' });

      await realms.remove(wanted.realm, wanted.tenantId);

      expect(await view()).toMatchObject({ tenantId: 'somebody-else' });
    });

    it('never takes a realm that it may not look at for gone', async () => {
      await root.call('POST', '', { realm: wanted.realm, enabled: true });

      await expect(realms.remove(wanted.realm, wanted.tenantId)).rejects.toMatchObject({
        ...{ code: 'realms_forbidden', class: 'retry', outcome: 'not-done' },
      });
      expect(await view()).toBeDefined();
    });
  });

  describe(`the credentials of ${name}`, () => {
    it('are refused when they are wrong, without being told', async () => {
      const { url } = under();
      const wrong = { clientId: 'tenantry', clientSecret: 'not-the-secret' };
      const nowMs = () => performance.now();
      const settings = { url, realm: 'master', ...wrong, callTimeoutMs, nowMs };

      const failure = createKeycloakRealms(settings).find(wanted);

      await expect(failure).rejects.toMatchObject({ code: 'realms_unauthorized', class: 'retry' });
      await expect(failure).rejects.not.toThrow(/not-the-secret/);
    });

    it('lead nowhere at an address that is not Keycloak', async () => {
      const { url, tenantry } = under();
      const settings = { url: new URL('/elsewhere', url), realm: 'master', ...tenantry };

      const failure = createKeycloakRealms({ ...settings, callTimeoutMs, nowMs: () => 0 }).find(
        wanted,
      );

      await expect(failure).rejects.toMatchObject({ code: 'realms_unavailable', class: 'retry' });
    });
  });
}
