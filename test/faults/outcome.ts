import { createHash } from 'node:crypto';
import { tenantLabel } from '../../shared/kubernetes/labels.ts';
import type { Store } from '../../shared/ports/store.ts';
import type { Tenant } from '../../shared/tenant/tenant.ts';
import type { DirectApi, ListedObject } from './rig/direct-api.ts';

/** Kinds that a tenant can have objects of, as paths below the API's root. */
const collections = [
  'api/v1/namespaces',
  'api/v1/secrets',
  'api/v1/configmaps',
  'api/v1/services',
  'api/v1/persistentvolumeclaims',
  'apis/apps/v1/deployments',
  'apis/apps/v1/statefulsets',
  'apis/batch/v1/jobs',
  'apis/networking.k8s.io/v1/networkpolicies',
] as const;

/** What a tenant came to, in the cluster and in the store. */
export interface Outcome {
  /** One line each, equal in any two runs that came to the same. */
  readonly facts: readonly string[];
  /** Name → uid and digest of the values of each Secret of the tenant. */
  readonly secrets: ReadonlyMap<string, string>;
}

/** Where an outcome is looked up. */
export interface OutcomeSource {
  readonly api: DirectApi;
  readonly store: Store;
}

/** Looks at all that is the tenant's. */
export async function readOutcome(source: OutcomeSource, tenant: Tenant): Promise<Outcome> {
  const objects = await ownObjects(source.api, tenant);
  const records = await ownRecords(source.store, tenant);
  const plain = plainTextOf(tenant);
  return {
    facts: [...objects.map(([path, object]) => objectFact(path, object)), ...records].map(plain),
    secrets: new Map(
      objects
        .filter(([path]) => path === 'api/v1/secrets')
        .map(([, { metadata, data }]) => [
          metadata.name ?? '',
          `${metadata.uid} ${createHash('sha256').update(JSON.stringify(data)).digest('hex')}`,
        ]),
    ),
  };
}

type Placed = readonly [path: string, object: ListedObject];

async function ownObjects(api: DirectApi, { id }: Tenant): Promise<readonly Placed[]> {
  const query = `labelSelector=${encodeURIComponent(`${tenantLabel}=${id}`)}`;
  const lists = await Promise.all(
    collections.map(async (path) => {
      const objects = await api.list(`/${path}?${query}`);
      return objects.map((object) => [path, object] as const);
    }),
  );
  return lists
    .flat()
    .toSorted(([a, one], [b, other]) =>
      `${a} ${one.metadata.name}`.localeCompare(`${b} ${other.metadata.name}`),
    );
}

/** What was asked for and what came of it, without what the control plane writes in its own time. */
function objectFact(path: string, object: ListedObject): string {
  const { status: _, metadata, data, ...rest } = object;
  const { name, namespace, labels, annotations, generation, ownerReferences, finalizers } =
    metadata;
  const isEnding = metadata.deletionTimestamp !== undefined;
  const told = path === 'api/v1/secrets' ? lengthsOf(data) : data;
  const kept = { name, namespace, labels, annotations, generation, ownerReferences, finalizers };
  return `${path} ${JSON.stringify({ ...kept, isEnding, data: told, ...rest })}`;
}

function lengthsOf(data: unknown): object {
  const values = Object.entries((data ?? {}) as Readonly<Record<string, string>>);
  return Object.fromEntries(
    values.map(([key, value]) => [key, `${Buffer.from(value, 'base64').length} bytes`]),
  );
}

async function ownRecords(store: Store, tenant: Tenant): Promise<readonly string[]> {
  const page = { limit: 100 };
  const [operations, events] = await Promise.all([
    store.listOperations(tenant.id, page),
    store.listEvents(tenant.id, page),
  ]);
  const { status, health, desired, generation, observed_generation, site_url, outputs } = tenant;
  const conditions = tenant.conditions.map(({ type, status, reason }) => [type, status, reason]);
  const inventory = tenant.inventory.map(({ kind, name, digest }) => [kind, name, digest]);
  const shown = { status, health, desired, generation, observed_generation, site_url, outputs };
  const { claims, due, lease, error_code, revision } = tenant;
  return [
    `tenant ${JSON.stringify({ ...shown, claims, due, lease, error_code, revision })}`,
    ...conditions.map((condition) => `condition ${condition.join(' ')}`).toSorted(),
    ...inventory.map((entry) => `inventory ${entry.join(' ')}`).toSorted(),
    ...operations.items.map(
      ({ kind, state, steps }) =>
        `operation ${kind} ${state}: ${steps.map((step) => `${step.name} ${step.state}`).join(', ')}`,
    ),
    ...events.items.map(({ type, message }) => `event ${type}: ${message}`),
  ];
}

const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const digest = /\b[0-9a-f]{64}\b/g;
const time = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g;
const address = /\b10\.0\.\d+\.\d+\b/g;

/** Puts words in the place of what differs from run to run. */
function plainTextOf({ id, id8, slug }: Tenant): (text: string) => string {
  return (text) =>
    text
      .replaceAll(id, '<id>')
      // The name of a database is made of as many digits as fit into it.
      .replaceAll(id.replaceAll('-', '').slice(0, 16), '<id16>')
      .replaceAll(id8, '<id8>')
      .replaceAll(slug, '<slug>')
      .replaceAll(uuid, '<uuid>')
      .replaceAll(digest, '<digest>')
      .replaceAll(time, '<time>')
      .replaceAll(address, '<address>');
}
