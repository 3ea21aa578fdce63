import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createKeycloakRealms } from '../../shared/adapters/keycloak/create-keycloak-realms.ts';
import { aRealm } from '../builders/a-realm.ts';
import { describeRealms } from '../contracts/realms.contract.ts';
import { makeTenantryClient, tenantryClient } from './keycloak/make-tenantry-client.ts';
import { signIn } from './keycloak/sign-in.ts';
import { type RunningKeycloak, startKeycloak } from './keycloak/start-keycloak.ts';

let keycloak: RunningKeycloak;

beforeAll(async () => {
  keycloak = await startKeycloak();
  await makeTenantryClient(keycloak);
});

afterAll(async () => {
  await keycloak?.stop();
});

describeRealms('a real Keycloak', () => ({
  url: keycloak.url,
  root: keycloak.root,
  tenantry: tenantryClient,
}));

describe('the first user of a realm', () => {
  it('signs in with the first password, must change it, and is an admin', async () => {
    const { url } = keycloak;
    const nowMs = () => performance.now();
    const settings = { url, realm: 'master', ...tenantryClient, callTimeoutMs: 60_000, nowMs };
    const realms = createKeycloakRealms(settings);
    const wanted = aRealm({ realm: 'signs-in.codetether.test' });
    const { realm, tenantId } = wanted;
    const username = 'ada@example.test';
    await realms.create(wanted);
    await realms.setFirstPassword({ realm, tenantId, username, password: 'generated-password' });
    const chosen = 'chosen-by-ada-herself';
    const browser = { url, realm, clientId: 'acme-spa' };
    const redirectUri = 'https://acme.codetether.test/signed-in';
    const person = { username, email: username, firstName: 'Ada', lastName: 'Lovelace' };

    const first = await signIn({
      ...{ ...browser, redirectUri },
      answers: {
        ...{ ...person, password: 'generated-password' },
        ...{ 'password-new': chosen, 'password-confirm': chosen },
      },
    });
    await realms.setFirstPassword({ realm, tenantId, username, password: 'generated-password' });
    const second = await signIn({
      ...browser,
      redirectUri,
      answers: { username, password: chosen },
    });

    expect(first.forms.flat()).toContain('password-new');
    expect(first.claims).toMatchObject({
      azp: 'acme-spa',
      preferred_username: username,
      realm_access: { roles: expect.arrayContaining(['admin']) },
    });
    // The step that runs once more has not taken back what she chose.
    expect(second.forms).toHaveLength(1);
    expect(second.claims).toMatchObject({ sub: first.claims['sub'] });
  });
});
