import { createFirestore } from '../../../shared/adapters/firestore/create-firestore.ts';
import { createFirestoreStore } from '../../../shared/adapters/firestore/create-firestore-store.ts';
import type { Store } from '../../../shared/ports/store.ts';

/** The store of one run past every proxy. */
export interface ObserverStore {
  readonly store: Store;
  /** Removes every document of the run, since the emulator keeps them in memory. */
  forget(): Promise<void>;
}

/** Opens the store of a project at an emulator. */
export function openObserverStore(host: string, projectId: string): ObserverStore {
  const databaseId = '(default)';
  const firestore = createFirestore({ projectId, databaseId, host });
  return {
    store: createFirestoreStore({ firestore }),
    forget: async () => {
      await firestore.close();
      const path = `emulator/v1/projects/${projectId}/databases/${databaseId}/documents`;
      await fetch(`http://${host}/${path}`, { method: 'DELETE' });
    },
  };
}
