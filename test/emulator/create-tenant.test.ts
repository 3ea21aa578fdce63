import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import type { FirestoreApi } from '../../shared/adapters/firestore/firestore-api.ts';
import { createCatalog } from '../../shared/blueprints/catalog.ts';
import { createTenant } from '../../shared/use-cases/create-tenant.ts';
import { aPrincipal } from '../fakes/engine-world.ts';
import { type FunctionProcess, startFunction } from '../fakes/function-process.ts';
import { aPost } from '../fakes/http-call.ts';
import { createRecordingQueue, type RecordingQueue } from '../fakes/recording-queue.ts';
import { createSilentLogger } from '../fakes/silent-logger.ts';
import {
  type FirestoreStoreUnderTest,
  openFirestoreStore,
} from './firestore/open-firestore-store.ts';
import { openPubsub, type Pubsub } from './open-pubsub.ts';
import { type FaultProxy, startFaultProxy } from './rig/fault-proxy.ts';

/** What one tenant of `frappe` consists of when it was just created. */
const wholeTenant = { claims: 3, operations: 1, tenants: 1 };
const nothing = { claims: 0, operations: 0, tenants: 0 };

/** How many documents there are of each kind, read past everything that is under test. */
async function documentsIn(firestore: FirestoreApi) {
  const countOf = async (collectionId: string) =>
    (await firestore.runQuery(firestore.root, { from: [{ collectionId }] })).documents.length;
  const [claims, operations, tenants] = [
    await countOf('claims'),
    await countOf('operations'),
    await countOf('tenants'),
  ];
  return { claims, operations, tenants };
}

describe('createTenant() on a Firestore that fails', () => {
  let opened: FirestoreStoreUnderTest;
  let queue: RecordingQueue;
  let commits: number;

  afterEach(async () => await opened.close());

  /** Creates one tenant; `fail` comes between the first commit and the service. */
  async function create(fail: (send: () => Promise<void>) => Promise<void>): Promise<unknown> {
    commits = 0;
    queue = createRecordingQueue();
    opened = openFirestoreStore({
      wrap: (firestore) => ({
        ...firestore,
        commit: async (request) => {
          commits += 1;
          const send = async () => await firestore.commit(request);
          await (commits === 1 ? fail(send) : send());
        },
      }),
    });
    const ports = {
      ...{ store: opened.store, queue, logger: createSilentLogger(), newId: randomUUID },
      catalog: createCatalog({
        frappe: {
          baseDomain: 'kairos.app',
          namespace: 'frappe',
          image: 'frappe/frappe-worker:v15',
        },
      }),
      placement: { cluster: 'default', region: 'test' },
    };
    const params = { email: 'admin@acme.example' };
    const wanted = { product: 'frappe', slug: 'acme', organization: 'Acme', params, labels: {} };
    return await createTenant(ports, { principal: aPrincipal, requestId: 'r-1', wanted });
  }

  it('publishes one hint and writes one tenant when its commit was aborted', async () => {
    await create(async () => {
      throw grpcError(10);
    });

    expect(commits).toBe(2);
    expect(queue.hints).toHaveLength(1);
    expect(await documentsIn(opened.firestore)).toEqual(wholeTenant);
  });

  it('publishes one hint and writes one tenant when the answer to its commit was lost', async () => {
    await create(async (send) => {
      await send();
      throw grpcError(14);
    });

    expect(commits).toBe(1);
    expect(queue.hints).toHaveLength(1);
    expect(await documentsIn(opened.firestore)).toEqual(wholeTenant);
  });

  it('publishes nothing and writes nothing when its commit was refused for good', async () => {
    const created = create(async () => {
      throw grpcError(7);
    });

    await expect(created).rejects.toMatchObject({ code: 'store_unavailable' });
    expect(queue.hints).toEqual([]);
    expect(await documentsIn(opened.firestore)).toEqual(nothing);
  });
});

describe('the function create behind a broken connection to Firestore', () => {
  const body = { organization: 'Acme', subdomain: 'acme', email: 'admin@acme.example' };
  let proxy: FaultProxy;
  let opened: FirestoreStoreUnderTest;
  let pubsub: Pubsub;
  let create: FunctionProcess;

  beforeEach(async () => {
    const { firestoreHost, pubsubHost } = inject('emulators');
    proxy = await startFaultProxy(firestoreHost);
    opened = openFirestoreStore();
    const [, project = ''] = opened.firestore.root.split('/');
    pubsub = await openPubsub(pubsubHost, project);
    create = await startFunction('create', {
      ...{ AUTH: 'off', TENANTRY_STORE: 'firestore', TENANTRY_QUEUE: 'pubsub' },
      ...{ GOOGLE_CLOUD_PROJECT: project, PUBSUB_TOPIC: pubsub.topicId },
      ...{ FIRESTORE_EMULATOR_HOST: proxy.host, PUBSUB_EMULATOR_HOST: pubsubHost },
    });
  });
  afterEach(async () => {
    proxy.inject('none');
    await create.stop();
    await Promise.all([pubsub.close(), opened.close(), proxy.close()]);
  });

  const post = async () =>
    await fetch(`${create.url}/tenants`, aPost(body, { 'idempotency-key': 'sign-up-1' }));

  it.each(['refuse', 'hang'] as const)(
    'answers 503 with Retry-After and writes nothing while connections %s',
    async (fault) => {
      proxy.inject(fault);

      const refused = await post();

      expect(refused.status).toBe(503);
      expect(await refused.json()).toMatchObject({ code: 'store_unavailable' });
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(await documentsIn(opened.firestore)).toEqual(nothing);
    },
  );

  it('creates one tenant for a caller who tries again with the same key', async () => {
    proxy.inject('refuse');
    await post();
    proxy.inject('none');

    await expect.poll(async () => (await post()).status, { timeout: 20_000 }).toBe(202);
    await post();

    expect(await documentsIn(opened.firestore)).toEqual(wholeTenant);
  });
});

function grpcError(code: number): Error {
  return Object.assign(new Error(`${code}`), { code });
}
