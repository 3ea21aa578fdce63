import { randomUUID } from 'node:crypto';
import { createFirestore } from '../shared/adapters/firestore/create-firestore.ts';
import { createFirestoreStore } from '../shared/adapters/firestore/create-firestore-store.ts';
import type { FirestoreApi } from '../shared/adapters/firestore/firestore-api.ts';
import type { Store } from '../shared/ports/store.ts';
import type { Principal } from '../shared/tenant/principal.ts';
import { openPubsub, type Pubsub } from '../test/emulator/open-pubsub.ts';
import type { Emulators } from '../test/emulator/rig/start-emulators.ts';

/** A project on the emulators, empty at first. */
export interface GoogleProject {
  readonly projectId: string;
  readonly firestore: FirestoreApi;
  readonly store: Store;
  readonly pubsub: Pubsub;
  /** What a function needs to use this project. */
  readonly environment: Readonly<Record<string, string>>;
  /** Removes every document at once. */
  clear(): Promise<void>;
  close(): Promise<void>;
}

/** Opens a project of its own. */
export async function openProject(emulators: Emulators): Promise<GoogleProject> {
  const { firestoreHost, pubsubHost } = emulators;
  const projectId = `tenantry-bench-${randomUUID().slice(0, 8)}`;
  const firestore = createFirestore({ projectId, databaseId: '(default)', host: firestoreHost });
  const pubsub = await openPubsub(pubsubHost, projectId);
  return {
    ...{ projectId, firestore, pubsub },
    store: createFirestoreStore({ firestore }),
    environment: environmentOf(emulators, projectId, pubsub.topicId),
    clear: async () => await clear(firestoreHost, projectId),
    close: async () => {
      await clear(firestoreHost, projectId);
      await pubsub.close();
      await firestore.close();
    },
  };
}

/** Who the bench calls as. */
export const benchCaller: Principal = {
  id: 'bench',
  organization_id: 'default',
  role: 'operator',
  is_global: false,
};

function environmentOf({ firestoreHost, pubsubHost }: Emulators, project: string, topic: string) {
  return {
    TENANTRY_STORE: 'firestore',
    TENANTRY_QUEUE: 'pubsub',
    GOOGLE_CLOUD_PROJECT: project,
    FIRESTORE_EMULATOR_HOST: firestoreHost,
    PUBSUB_EMULATOR_HOST: pubsubHost,
    PUBSUB_TOPIC: topic,
    METADATA_SERVER_DETECTION: 'none',
    CURSOR_KEY: 'a key that all instances of this bench share',
  };
}

async function clear(host: string, projectId: string): Promise<void> {
  const path = `emulator/v1/projects/${projectId}/databases/(default)/documents`;
  const answer = await fetch(`http://${host}/${path}`, { method: 'DELETE' });
  if (!answer.ok) throw new Error(`Cannot empty the Firestore emulator: HTTP ${answer.status}`);
}
