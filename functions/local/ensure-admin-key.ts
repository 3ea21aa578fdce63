import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeOnce } from '../../shared/adapters/embedded/write-once.ts';
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
  writeOnce(path, `${newApiKey()}\n`);
  await ensureApiKey(store, {
    key: readFileSync(path, 'utf8').trim(),
    owner: { id: 'local-admin', organization_id: 'default', role: 'admin', is_global: true },
  });
  return path;
}
