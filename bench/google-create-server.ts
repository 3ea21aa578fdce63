import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { composeCatalog } from '../functions/compose/compose-catalog.ts';
import { composeWishes } from '../functions/compose/compose-wishes.ts';
import { type Config, loadConfig } from '../functions/config.ts';
import { anonymous } from '../functions/http/authenticate.ts';
import { createFirestore } from '../shared/adapters/firestore/create-firestore.ts';
import { createFirestoreStore } from '../shared/adapters/firestore/create-firestore-store.ts';
import type { FirestoreApi, FirestoreWrite } from '../shared/adapters/firestore/firestore-api.ts';
import { openTopic } from '../shared/adapters/pubsub/open-topic.ts';
import { pubsubLimits } from '../shared/adapters/pubsub/pubsub-limits.ts';
import { createTenant } from '../shared/use-cases/create-tenant.ts';
import { createSilentLogger } from '../test/fakes/silent-logger.ts';

// The floor of the create benchmark in a process of its own, with the environment of a function:
// `blind` commits the documents, `reading` reads the claims in a transaction before it commits, as a
// handler must that tells a caller which name is taken. Both publish one message. Logs its address.
const isReading = process.argv[2] === 'reading';
const config = loadConfig('deployed', ['store', 'queue']);
const api = createFirestore({
  projectId: config.GOOGLE_CLOUD_PROJECT ?? '',
  databaseId: config.FIRESTORE_DATABASE ?? '',
  host: config.FIRESTORE_EMULATOR_HOST ?? '',
});
const { topic } = await openTopic(
  {
    projectId: config.GOOGLE_CLOUD_PROJECT ?? '',
    topicId: config.PUBSUB_TOPIC ?? '',
    emulatorHost: config.PUBSUB_EMULATOR_HOST ?? '',
  },
  pubsubLimits,
);
const sampleSlug = 'floor-sample-slug';
const sample = await createSample(config);

const app = new Hono();
app.post('/tenants', async (context) => {
  const { subdomain } = await context.req.json<{ subdomain: string }>();
  const id = randomUUID();
  const writes = writesOf(id, subdomain);
  await commit(writes);
  await topic.publishMessage({ data: Buffer.from(JSON.stringify({ schema: 1, tenant_id: id })) });
  return context.json({ id, status: 'queued' }, 202);
});
const listener = getRequestListener(app.fetch);
const server = createServer((incoming, outgoing) => void listener(incoming, outgoing));
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  console.log(JSON.stringify({ url: `http://127.0.0.1:${port}`, documents: sample.documents }));
});
process.once('SIGTERM', () => process.exit(0));

async function commit(writes: readonly FirestoreWrite[]): Promise<void> {
  if (!isReading) return await api.commit({ writes });
  const names = writes.flatMap(({ update }) => update?.name ?? []);
  const claims = names.filter((name) => name.includes('/claims/'));
  const { transaction } = await api.batchGet({ names: claims, isLocking: true });
  await api.commit({ writes, ...(transaction !== undefined && { transaction }) });
}

/** The writes of a real create, with the names of another tenant. */
function writesOf(id: string, slug: string): readonly FirestoreWrite[] {
  const text = sample.text
    .replaceAll(sample.id, id)
    .replaceAll(sample.id8, id.slice(0, 8))
    .replaceAll(sample.operationId, randomUUID())
    .replaceAll(sampleSlug, slug);
  return JSON.parse(text);
}

/** Has the real use case create one tenant and keeps what it committed. */
async function createSample(settings: Config) {
  const commits: (readonly FirestoreWrite[])[] = [];
  const firestore: FirestoreApi = {
    ...api,
    commit: async (request) => {
      commits.push(request.writes);
      await api.commit(request);
    },
  };
  const store = createFirestoreStore({ firestore });
  const ports = {
    store,
    queue: { publish: async () => undefined, ping: async () => undefined },
    logger: createSilentLogger(),
    catalog: composeCatalog(settings),
    ...composeWishes(settings),
  };
  const wanted = {
    product: settings.DEFAULT_PRODUCT,
    slug: sampleSlug,
    organization: 'Acme',
    params: { email: 'a@acme.example' },
    labels: {},
  };
  const input = { principal: anonymous, requestId: randomUUID(), wanted };
  const { body } = await createTenant(ports, input);
  const tenant = await store.get('tenants', String(body['id']));
  const [writes] = commits;
  if (tenant === undefined || writes === undefined) throw new Error('The sample was not written');
  return {
    text: JSON.stringify(writes),
    documents: writes.length,
    id: tenant.id,
    id8: tenant.id8,
    operationId: tenant.last_operation.id,
  };
}
