import { inject } from 'vitest';
import { createApiKey } from '../../functions/http/create-api-key.ts';
import { createFirestore } from '../../shared/adapters/firestore/create-firestore.ts';
import { createFirestoreStore } from '../../shared/adapters/firestore/create-firestore-store.ts';
import type { DeadLetter } from '../../shared/tenant/dead-letter.ts';
import { expectedCaller } from '../builders/push-claims.ts';
import { startFunction } from '../fakes/function-process.ts';
import { type SigningProxy, startSigningProxy } from '../fakes/signing-proxy.ts';

/** The function `admin` as a process on both emulators, and a proxy that signs for Pub/Sub. */
export interface Admin {
  readonly proxy: SigningProxy;
  /** What is kept, as an operator sees it. */
  letters(): Promise<readonly DeadLetter[]>;
  /** The status of the answer. */
  redrive(id: string): Promise<number>;
  close(): Promise<void>;
}

/** Starts `admin` for a topic of the project, which is also where its records are. */
export async function startAdmin(projectId: string, topicId: string): Promise<Admin> {
  const { firestoreHost, pubsubHost } = inject('emulators');
  const proxy = await startSigningProxy(expectedCaller);
  const firestore = createFirestore({
    ...{ projectId, databaseId: '(default)', host: firestoreHost },
    // The emulator warms up beside the other one.
    callMs: 30_000,
  });
  const key = await createApiKey(createFirestoreStore({ firestore }), {
    ...{ id: 'ops', organization_id: 'default', role: 'admin', is_global: true },
  });
  const { url, stop } = await startFunction('admin', {
    TENANTRY_STORE: 'firestore',
    TENANTRY_QUEUE: 'pubsub',
    GOOGLE_CLOUD_PROJECT: projectId,
    FIRESTORE_EMULATOR_HOST: firestoreHost,
    PUBSUB_EMULATOR_HOST: pubsubHost,
    PUBSUB_TOPIC: topicId,
    PUSH_AUDIENCE: expectedCaller.audience,
    PUSH_SERVICE_ACCOUNT: expectedCaller.serviceAccount,
    TOKEN_CERTS_URL: proxy.keysUrl,
    METADATA_SERVER_DETECTION: 'none',
  });
  proxy.forwardTo(url);
  const headers = { 'x-api-key': key };
  return {
    proxy,
    letters: async () => {
      const answer = await fetch(`${url}/dead-letters?limit=200`, { headers });
      return ((await answer.json()) as { readonly dead_letters: readonly DeadLetter[] })
        .dead_letters;
    },
    redrive: async (id) => {
      const address = `${url}/dead-letters/${id}/redrive`;
      return (await fetch(address, { method: 'POST', headers })).status;
    },
    close: async () => {
      await stop();
      await Promise.all([proxy.close(), firestore.close()]);
    },
  };
}
