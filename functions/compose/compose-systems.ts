import type { Systems } from '../../shared/ports/systems.ts';
import type { Vault } from '../../shared/ports/vault.ts';
import { composeCloudflare } from './compose-cloudflare.ts';
import { composeKeycloak } from './compose-keycloak.ts';
import { composeMail } from './compose-mail.ts';
import { composeTenantDatabase } from './compose-tenant-database.ts';
import type { Parts } from './parts.ts';

/** The systems besides the cluster that are set up, for the engine. */
export async function composeSystems(parts: Parts, vault: Vault | undefined): Promise<Systems> {
  return {
    ...(vault !== undefined && { vault }),
    ...(await composeTenantDatabase(parts)),
    ...(await composeCloudflare(parts)),
    ...(await composeKeycloak(parts)),
    ...(await composeMail(parts)),
  };
}
