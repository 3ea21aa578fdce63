import { afterAll, beforeAll } from 'vitest';
import { describeRealms } from '../contracts/realms.contract.ts';
import { type KeycloakClient, keycloakAdmin } from '../fakes/keycloak-admin.ts';
import { type RunningKeycloak, startKeycloak } from './keycloak/start-keycloak.ts';

const tenantry: KeycloakClient = { clientId: 'tenantry', clientSecret: 'secret-of-the-client' };
let keycloak: RunningKeycloak;

beforeAll(async () => {
  keycloak = await startKeycloak();
  await makeClient(keycloak);
});

afterAll(async () => {
  await keycloak?.stop();
});

/** The client as `docs/systems.md` tells to make it: it may create realms, and nothing more. */
async function makeClient({ url, root }: RunningKeycloak): Promise<void> {
  const admin = keycloakAdmin(url, root);
  await admin.call('POST', '/master/clients', {
    clientId: tenantry.clientId,
    secret: tenantry.clientSecret,
    publicClient: false,
    serviceAccountsEnabled: true,
    standardFlowEnabled: false,
  });
  const { json: clients } = await admin.call('GET', '/master/clients?clientId=tenantry');
  const account = `/master/clients/${clients[0].id}/service-account-user`;
  const { json: user } = await admin.call('GET', account);
  const { json: role } = await admin.call('GET', '/master/roles/create-realm');
  await admin.call('POST', `/master/users/${user.id}/role-mappings/realm`, [role]);
}

describeRealms('a real Keycloak', () => ({ url: keycloak.url, root: keycloak.root, tenantry }));
