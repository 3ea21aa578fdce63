import type { Systems } from '../../shared/ports/systems.ts';
import { steadyClock } from './clocks.ts';
import type { Parts } from './parts.ts';

/** The realms of tenants; empty when Keycloak is not set up. */
export async function composeKeycloak({
  config,
}: Pick<Parts, 'config'>): Promise<Pick<Systems, 'realms'>> {
  const {
    KEYCLOAK_URL: url,
    KEYCLOAK_REALM: realm,
    KEYCLOAK_CLIENT_ID: clientId,
    KEYCLOAK_CLIENT_SECRET: clientSecret,
    CALL_TIMEOUT_MS: callTimeoutMs,
  } = config;
  const isSetUp = url && realm && clientId && clientSecret;
  if (!isSetUp) return {};
  const { createKeycloakRealms } = await import(
    '../../shared/adapters/keycloak/create-keycloak-realms.ts'
  );
  const client = { clientId, clientSecret, realm };
  const realms = createKeycloakRealms({ url, ...client, callTimeoutMs, nowMs: steadyClock.now });
  return { realms };
}
