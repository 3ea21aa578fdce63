import type { Store } from '../../shared/ports/store.ts';
import { TenantryError } from '../../shared/tenant/errors.ts';
import { wallClock } from './clocks.ts';
import type { Parts } from './parts.ts';

/** The store that the configuration chose. */
export async function composeStore(parts: Parts): Promise<Store> {
  const { TENANTRY_STORE: choice } = parts.config;
  switch (choice) {
    case 'embedded':
      return await embeddedStore(parts);
    case 'firestore':
      throw new TenantryError('invalid_configuration', 'Cannot start: firestore comes next');
    case undefined:
      throw new TenantryError('invalid_configuration', 'Cannot start: no store was chosen');
    default:
      return choice satisfies never;
  }
}

async function embeddedStore({ database }: Parts): Promise<Store> {
  const { createEmbeddedStore } = await import(
    '../../shared/adapters/embedded/create-embedded-store.ts'
  );
  return createEmbeddedStore(await database(), { clock: wallClock });
}
