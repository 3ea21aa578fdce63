import { type KeycloakClient, keycloakAdmin } from '../../fakes/keycloak-admin.ts';
import type { RunningKeycloak } from './start-keycloak.ts';

/** As whom Tenantry acts. */
export const tenantryClient: KeycloakClient = {
  clientId: 'tenantry',
  clientSecret: 'secret-of-the-client',
};

/** The client as `docs/systems.md` tells to make it: it may create realms, and nothing more. */
export async function makeTenantryClient({ url, root }: RunningKeycloak): Promise<void> {
  const { clientId, clientSecret: secret } = tenantryClient;
  const admin = keycloakAdmin(url, root);
  await admin.call('POST', '/master/clients', {
    ...{ clientId, secret, publicClient: false },
    ...{ serviceAccountsEnabled: true, standardFlowEnabled: false },
  });
  const { json: clients } = await admin.call('GET', `/master/clients?clientId=${clientId}`);
  const account = `/master/clients/${clients[0].id}/service-account-user`;
  const { json: user } = await admin.call('GET', account);
  const { json: role } = await admin.call('GET', '/master/roles/create-realm');
  await admin.call('POST', `/master/users/${user.id}/role-mappings/realm`, [role]);
}
