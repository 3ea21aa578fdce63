import { Firestore } from '@google-cloud/firestore';
import { PassThroughClient } from 'google-auth-library';
import { inject } from 'vitest';
import { createFirestore } from '../../../shared/adapters/firestore/create-firestore.ts';
import { createFirestoreStore } from '../../../shared/adapters/firestore/create-firestore-store.ts';
import { documentName } from '../../../shared/adapters/firestore/document-name.ts';
import type { FirestoreApi } from '../../../shared/adapters/firestore/firestore-api.ts';
import type { StoreUnderTest } from '../../contracts/store-under-test.ts';

export interface FirestoreStoreUnderTest extends StoreUnderTest {
  readonly firestore: FirestoreApi;
}

/** How a test may change the connection of its store. */
export interface OpenOptions {
  /** Where the store connects to, when that is not the emulator itself. */
  readonly host?: string;
  readonly callMs?: number;
  readonly silenceMs?: number;
  /** Puts something between the store and its connection. */
  readonly wrap?: (firestore: FirestoreApi) => FirestoreApi;
}

let opened = 0;

/** An empty store in a database of its own. */
export function openFirestoreStore(options: OpenOptions = {}): FirestoreStoreUnderTest {
  const { firestoreHost, projectId } = inject('emulators');
  const { host = firestoreHost, wrap = (firestore: FirestoreApi) => firestore } = options;
  const { callMs, silenceMs } = options;
  opened += 1;
  const settings = {
    projectId: `${projectId}-${process.pid}-${opened}`,
    databaseId: '(default)',
    ...(callMs !== undefined && { callMs }),
    ...(silenceMs !== undefined && { silenceMs }),
  };
  const firestore = createFirestore({ ...settings, host });
  const direct = createFirestore({ ...settings, host: firestoreHost });
  // Google's hand-written client: another program, which knows nothing of our store, and never
  // through a proxy, since what a test plants must arrive.
  const stranger = openStranger(settings.projectId, firestoreHost);
  return {
    firestore: direct,
    store: createFirestoreStore({ firestore: wrap(firestore) }),
    plant: async (collection, id, json) => {
      const name = documentName(direct.root, { collection, id });
      await stranger.doc(name.slice(direct.root.length + 1)).set({ record: json });
    },
    close: async () => {
      await Promise.all([firestore.close(), direct.close(), stranger.terminate()]);
    },
  };
}

function openStranger(projectId: string, host: string): Firestore {
  const { hostname, port } = new URL(`http://${host}`);
  return new Firestore({
    projectId,
    servicePath: hostname,
    port: Number(port),
    ssl: false,
    authClient: new PassThroughClient(),
    customHeaders: { Authorization: 'Bearer owner' },
  });
}
