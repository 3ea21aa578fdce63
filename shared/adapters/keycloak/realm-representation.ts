import type { OwnedRealm } from '../../ports/realms.ts';
import type { RealmClient, RealmUser } from '../../tenant/realm-definition.ts';

/** The attribute of a realm that carries the id of its tenant. */
export const tenantAttribute = 'tenantry.dev/tenant';

/** A realm as Keycloak takes it (RealmRepresentation of its admin API, version 26): safe unless said otherwise. */
export function realmRepresentation(wanted: OwnedRealm): object {
  const { realm, displayName, tenantId, clients, roles, users } = wanted;
  return {
    ...{ realm, displayName, enabled: true },
    attributes: { [tenantAttribute]: tenantId },
    sslRequired: 'external',
    bruteForceProtected: true,
    registrationAllowed: false,
    resetPasswordAllowed: false,
    rememberMe: false,
    editUsernameAllowed: false,
    loginWithEmailAllowed: true,
    duplicateEmailsAllowed: false,
    passwordPolicy: 'length(12) and notUsername and notEmail',
    roles: { realm: roles.map((name) => ({ name })) },
    clients: clients.map(clientRepresentation),
    users: users.map((user) => ({
      ...userRepresentation(user),
      // Users who come with the realm get no default roles by themselves.
      realmRoles: [`default-roles-${realm}`, ...user.roles],
    })),
  };
}

/** A client as Keycloak takes it (ClientRepresentation). */
export function clientRepresentation(client: RealmClient): object {
  const { clientId, access, redirectUris, webOrigins } = client;
  const isPublic = access === 'public';
  return {
    ...{ clientId, redirectUris, webOrigins, protocol: 'openid-connect', enabled: true },
    publicClient: isPublic,
    // People sign in through public clients; a confidential one acts for itself.
    standardFlowEnabled: isPublic,
    serviceAccountsEnabled: !isPublic,
    implicitFlowEnabled: false,
    directAccessGrantsEnabled: false,
    attributes: isPublic ? { 'pkce.code.challenge.method': 'S256' } : {},
  };
}

/** A user as Keycloak takes one (UserRepresentation), without roles. */
export function userRepresentation({ username, email }: RealmUser): object {
  return { username, enabled: true, ...(email !== undefined && { email }) };
}
