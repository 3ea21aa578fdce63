import { createKeycloakRealms } from '../../../shared/adapters/keycloak/create-keycloak-realms.ts';
import type { Realms } from '../../../shared/ports/realms.ts';
import { type FakeKeycloak, startFakeKeycloak } from './fake-keycloak.ts';

/** A fake Keycloak and the adapter that reaches it. */
export interface KeycloakWorld {
  readonly fake: FakeKeycloak;
  readonly realms: Realms;
}

/** Opens one; `close` its fake. */
export async function openKeycloakWorld(callTimeoutMs = 10_000): Promise<KeycloakWorld> {
  const fake = await startFakeKeycloak();
  const nowMs = () => performance.now();
  const settings = { url: fake.url, realm: 'master', ...fake.tenantry, callTimeoutMs, nowMs };
  return { fake, realms: createKeycloakRealms(settings) };
}
