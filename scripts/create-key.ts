import { composeStore } from '../functions/compose/compose-store.ts';
import { createParts } from '../functions/compose/parts.ts';
import { loadConfig } from '../functions/config.ts';
import { createApiKey } from '../functions/http/create-api-key.ts';
import { sentenceOf } from '../functions/serve/sentence-of.ts';
import type { Role } from '../shared/tenant/principal.ts';

// `node scripts/create-key.ts <id> [viewer|operator|admin]`: makes an API key for the whole installation
// in the store that TENANTRY_STORE names, and prints it once; only its hash is kept.
const [id, role = 'admin'] = process.argv.slice(2);
const roles: readonly Role[] = ['viewer', 'operator', 'admin'];
const given = roles.find((name) => name === role);
if (id === undefined || !/^[a-z0-9][a-z0-9-]{0,62}$/.test(id) || given === undefined) {
  console.error('Usage: node scripts/create-key.ts <id> [viewer|operator|admin]');
  process.exitCode = 2;
} else {
  await createKey(id, given).catch((error: unknown) => {
    console.error(sentenceOf(error));
    process.exitCode = 1;
  });
}

async function createKey(id: string, role: Role): Promise<void> {
  const parts = createParts(loadConfig('deployed', ['store']));
  try {
    const store = await composeStore(parts);
    const owner = { id, role, organization_id: 'default', is_global: true };
    console.log(await createApiKey(store, owner));
  } finally {
    await parts.close();
  }
}
