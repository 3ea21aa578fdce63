import type { Store } from '../../shared/ports/store.ts';
import { TenantryError } from '../../shared/tenant/errors.ts';
import { wallClock } from './clocks.ts';
import { embeddedDatabase } from './embedded-database.ts';
import type { Parts } from './parts.ts';

/** The store that the configuration chose. */
export async function composeStore(parts: Parts): Promise<Store> {
  const { TENANTRY_STORE: choice } = parts.config;
  switch (choice) {
    case 'embedded':
      return await embeddedStore(parts);
    case 'firestore':
      return await firestoreStore(parts);
    case undefined:
      throw new TenantryError('invalid_configuration', 'Cannot start: no store was chosen');
    default:
      return choice satisfies never;
  }
}

async function embeddedStore(parts: Parts): Promise<Store> {
  const { createEmbeddedStore } = await import(
    '../../shared/adapters/embedded/create-embedded-store.ts'
  );
  return createEmbeddedStore(await embeddedDatabase(parts), { clock: wallClock });
}

async function firestoreStore({ config, atEnd }: Parts): Promise<Store> {
  const { createFirestore } = await import('../../shared/adapters/firestore/create-firestore.ts');
  const { createFirestoreStore } = await import(
    '../../shared/adapters/firestore/create-firestore-store.ts'
  );
  const { GOOGLE_CLOUD_PROJECT, FIRESTORE_DATABASE, FIRESTORE_EMULATOR_HOST: host } = config;
  const firestore = createFirestore({
    projectId: GOOGLE_CLOUD_PROJECT ?? '',
    databaseId: FIRESTORE_DATABASE ?? '',
    ...(host !== undefined && { host }),
  });
  atEnd(() => firestore.close());
  return createFirestoreStore({ firestore });
}
