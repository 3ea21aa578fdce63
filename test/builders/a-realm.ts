import type { OwnedRealm } from '../../shared/ports/realms.ts';

/** A realm as the product codetether asks for one. */
export function aRealm(overrides: Partial<OwnedRealm> = {}): OwnedRealm {
  return {
    realm: 'acme.codetether.test',
    displayName: 'Acme <b>&</b> Söhne',
    tenantId: '8f0e1c52-4a3f-4a6c-9a5e-0f3c0a5f0001',
    clients: [
      {
        clientId: 'acme-spa',
        access: 'public',
        redirectUris: ['https://acme.codetether.test/*'],
        webOrigins: ['https://acme.codetether.test'],
      },
      { clientId: 'acme-api', access: 'confidential', redirectUris: [], webOrigins: [] },
      {
        clientId: 'acme-mobile',
        access: 'public',
        redirectUris: ['acme://callback'],
        webOrigins: [],
      },
    ],
    roles: ['admin'],
    users: [{ username: 'ada@example.test', email: 'ada@example.test', roles: ['admin'] }],
    ...overrides,
  };
}
