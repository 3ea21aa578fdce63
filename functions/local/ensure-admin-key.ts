import { randomUUID } from 'node:crypto';
import { existsSync, linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Store } from '../../shared/ports/store.ts';
import { ensureApiKey, newApiKey } from '../http/create-api-key.ts';

/** The file in the data folder that holds the first admin's key. */
const keyFileName = 'api-key';

/**
 * Makes one API key for an admin of everything, once, and keeps it in a file that only the owner can
 * read. Resolves to the file's path. Safe to call again and at once in several processes.
 */
export async function ensureAdminKey(
  store: Pick<Store, 'transact'>,
  dataFolder: string,
): Promise<string> {
  const path = join(dataFolder, keyFileName);
  if (!existsSync(path)) writeOnce(path, `${newApiKey()}\n`);
  await ensureApiKey(store, {
    key: readFileSync(path, 'utf8').trim(),
    owner: { id: 'local-admin', organization_id: 'default', role: 'admin', is_global: true },
  });
  return path;
}

/** Writes the whole file or none of it; the first of several processes wins. */
function writeOnce(path: string, text: string): void {
  const draft = `${path}.${randomUUID()}`;
  writeFileSync(draft, text, { mode: 0o600, flag: 'wx' });
  try {
    linkSync(draft, path);
  } catch (error) {
    if (!existsSync(path)) throw error;
  } finally {
    rmSync(draft);
  }
}
