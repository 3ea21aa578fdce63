import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SystemError } from '../../tenant/system-error.ts';
import { writeOnce } from './write-once.ts';

/** The file in the data folder that holds the key of the embedded vault. */
export const vaultKeyFileName = 'vault-key';

const keyBytes = 32;

/**
 * Gives the key of the embedded vault, which is made on first use and kept in a file that only the
 * owner can read. Fails with `vault_unavailable`, or `vault_refused` when the file holds no key.
 */
export function createVaultKey(dataFolder: string): () => Uint8Array {
  const path = join(dataFolder, vaultKeyFileName);
  let key: Uint8Array | undefined;
  return () => {
    key ??= readKey(path, dataFolder);
    return key;
  };
}

function readKey(path: string, dataFolder: string): Uint8Array {
  const key = Buffer.from(fileText(path, dataFolder), 'base64');
  if (key.length === keyBytes) return key;
  throw new SystemError(
    'vault',
    {
      what: 'refused',
      message: `Cannot read the key of the vault: "${vaultKeyFileName}" is no key`,
    },
    { class: 'terminal', outcome: 'not-done' },
  );
}

function fileText(path: string, dataFolder: string): string {
  try {
    mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
    writeOnce(path, `${randomBytes(keyBytes).toString('base64')}\n`);
    return readFileSync(path, 'utf8').trim();
  } catch (cause) {
    throw new SystemError(
      'vault',
      { what: 'unavailable', message: `Cannot read "${vaultKeyFileName}" in the data folder` },
      { class: 'retry', outcome: 'not-done', retryAfterMs: 1_000, cause },
    );
  }
}
