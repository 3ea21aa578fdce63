import type { Sealing, Vault } from '../../shared/ports/vault.ts';
import type { Config } from '../config.ts';
import { wallClock } from './clocks.ts';
import { embeddedDatabase } from './embedded-database.ts';
import type { Parts } from './parts.ts';

/** The vault that the configuration chose; undefined: none, and secret values are refused. */
export async function composeVault(parts: Parts): Promise<Vault | undefined> {
  const { TENANTRY_VAULT: choice } = parts.config;
  switch (choice) {
    case undefined:
      return undefined;
    case 'embedded':
      return await embeddedVault(parts);
    case 'secret-manager':
      return await secretManagerVault(parts.config);
    default:
      return choice satisfies never;
  }
}

/** What wishes seal secret values with; undefined: they are refused. */
export async function composeSealing(
  parts: Parts,
  vault: Vault | undefined,
): Promise<Sealing | undefined> {
  const key = await sealKey(parts.config);
  if (vault === undefined || key === undefined) return undefined;
  const { createSealer } = await import('../../shared/adapters/sealing/create-sealer.ts');
  return { vault, sealer: createSealer(key) };
}

async function embeddedVault(parts: Parts): Promise<Vault> {
  const { createEmbeddedVault } = await import(
    '../../shared/adapters/embedded/create-embedded-vault.ts'
  );
  const key = await embeddedKey(parts.config);
  const vault = createEmbeddedVault(await embeddedDatabase(parts), { clock: wallClock, key });
  // Whose tenants another store has nobody here can tell: nothing is swept.
  return parts.config.TENANTRY_STORE === 'embedded' ? vault : { ...vault, list: async () => [] };
}

async function secretManagerVault(config: Config): Promise<Vault> {
  const { createSecretManagerVault } = await import(
    '../../shared/adapters/secret-manager/create-secret-manager-vault.ts'
  );
  const { SECRET_MANAGER_URL: url = '', GOOGLE_CLOUD_PROJECT: projectId = '' } = config;
  // An address on this machine is a stand-in: it gets no credentials.
  const accessToken = url.startsWith('https:') ? await googleTokens() : undefined;
  return createSecretManagerVault({
    ...{ url, projectId, callTimeoutMs: config.CALL_TIMEOUT_MS },
    ...(accessToken !== undefined && { accessToken }),
    ...(config.TENANTRY_STORE === 'firestore' && { scope: scopeOf(config) }),
  });
}

async function googleTokens() {
  const { createAccessTokens } = await import(
    '../../shared/adapters/secret-manager/create-access-tokens.ts'
  );
  return createAccessTokens();
}

/** The store whose tenants these are, as a label's value. */
function scopeOf({ FIRESTORE_DATABASE = '' }: Config): string {
  return FIRESTORE_DATABASE.replaceAll(/[()]/g, '');
}

async function sealKey(config: Config): Promise<(() => Uint8Array) | undefined> {
  const { TENANTRY_VAULT, SEAL_KEY } = config;
  if (TENANTRY_VAULT === 'embedded') return await embeddedKey(config);
  if (SEAL_KEY === undefined) return undefined;
  const key = Buffer.from(SEAL_KEY, 'base64');
  return () => key;
}

async function embeddedKey({ TENANTRY_DATA }: Config): Promise<() => Uint8Array> {
  const { createVaultKey } = await import('../../shared/adapters/embedded/vault-key.ts');
  return createVaultKey(TENANTRY_DATA);
}
