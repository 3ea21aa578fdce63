import type { Catalog, DriftMode } from '../../blueprint/blueprint.ts';
import type { SecretCopy } from '../../blueprint/secret-spec.ts';
import { refOfEntry } from '../../kubernetes/inventory.ts';
import { tenantLabel } from '../../kubernetes/labels.ts';
import {
  describeRef,
  type ObjectRef,
  type ObservedObject,
  refKey,
  refOf,
} from '../../kubernetes/object.ts';
import { TenantryError } from '../../tenant/errors.ts';
import { isOperationEnded } from '../../tenant/operation.ts';
import type { InventoryEntry, Tenant } from '../../tenant/tenant.ts';
import type { WalkedKind } from '../../tenant/walk-record.ts';
import { plannedBlueprint, plannedSteps } from '../planned-steps.ts';
import { wantedCopies } from '../wanted-copies.ts';
import { wantedIngresses } from '../wanted-ingresses.ts';
import { type WantedObject, wantedObjects } from '../wanted-objects.ts';
import { type Sighting, sightingOf } from './sighting.ts';

/** A tenant whose objects the walk looks at, with what it has seen of them. */
export interface WalkedTenant {
  readonly tenant: Tenant;
  readonly mode: DriftMode;
  readonly ignored: Readonly<Record<string, readonly string[]>>;
  readonly wanted: ReadonlyMap<string, WantedObject>;
  readonly copies: readonly SecretCopy[];
  /** By which it is reached; absent: its product does not tell. */
  readonly ingresses?: readonly ObjectRef[];
  readonly seen: Map<string, Sighting>;
  readonly surplus: InventoryEntry[];
}

/** The tenants that one pass over all kinds looks at, and what it has come across. */
export interface WalkChunk {
  readonly tenants: readonly WalkedTenant[];
  /** Takes in an object that carries a tenant's label. */
  see(object: ObservedObject): void;
  /** Objects of tenants that are not in the chunk, by uid. */
  readonly strangers: ReadonlyMap<string, ObservedObject>;
}

/** What decides on objects that are not wanted. */
export interface ChunkRules {
  /** Objects made after this may belong to a call that was under way. */
  readonly madeBefore: string;
  /** Which of the tenants that are not in the chunk are asked after this time. */
  readonly isAskedAfter: (tenantId: string) => boolean;
}

/** Most objects of others that are kept to ask after. */
const strangersMax = 2_000;

/** Prepares to look at these tenants' objects. */
export function createWalkChunk(
  catalog: Catalog,
  tenants: readonly Tenant[],
  rules: ChunkRules,
): WalkChunk {
  const walked = tenants.filter(isAtRest).flatMap((tenant) => walkedTenant(catalog, tenant) ?? []);
  const byKey = new Map(
    walked.flatMap((each) => [...each.wanted.keys()].map((key) => [key, each])),
  );
  const byId = new Map(walked.map((each) => [each.tenant.id, each]));
  const ids = new Set(tenants.map(({ id }) => id));
  const strangers = new Map<string, ObservedObject>();
  return {
    tenants: walked,
    strangers,
    see: (object) => {
      const key = refKey(refOf(object));
      const owner = byKey.get(key);
      if (owner !== undefined) return seeWanted(owner, key, object);
      const id = object.metadata.labels?.[tenantLabel] ?? '';
      const tenant = byId.get(id);
      if (tenant !== undefined) return seeUnwanted(tenant, object, rules);
      if (ids.has(id) || strangers.size >= strangersMax || !isLoose(object, rules)) return;
      if (rules.isAskedAfter(id)) strangers.set(object.metadata.uid, object);
    },
  };
}

/** Whether nobody works on the tenant and nothing is to be done: its objects should be complete. */
function isAtRest({ status, last_operation, lease, due }: Tenant): boolean {
  const isServed = status === 'active' || status === 'suspended';
  return isServed && isOperationEnded(last_operation.state) && lease === null && due === null;
}

/** A tenant that no blueprint renders any more is left alone: its next operation says why. */
function walkedTenant(catalog: Catalog, tenant: Tenant): WalkedTenant | undefined {
  try {
    const { drift = 'repair', ignoredDrift: ignored = {} } = plannedBlueprint(catalog, tenant);
    // What was asked for and has not come true is brought about by a retry, not behind its back.
    const mode = tenant.pending !== null && drift === 'repair' ? 'report' : drift;
    const wanted = wantedObjects(catalog, tenant);
    const steps = plannedSteps(catalog, tenant, 'repair');
    const [copies, ingresses] = [wantedCopies(steps), wantedIngresses(steps)];
    return {
      ...{ tenant, mode, ignored, wanted, copies, seen: new Map(), surplus: [] },
      ...(ingresses !== undefined && { ingresses }),
    };
  } catch (error) {
    if (error instanceof TenantryError) return undefined;
    throw error;
  }
}

function seeWanted(walked: WalkedTenant, key: string, object: ObservedObject): void {
  const wanted = walked.wanted.get(key);
  if (wanted === undefined) return;
  const entry = walked.tenant.inventory.find((each) => refKey(refOfEntry(each)) === key);
  const ignored = walked.ignored[object.kind] ?? [];
  const name = describeRef(refOf(object));
  walked.seen.set(key, sightingOf(object, { wanted, entry, ignored, name }));
}

/** Kinds that hold no data and are what was applied and nothing else. */
const prunableKinds: ReadonlySet<string> = new Set([
  'v1 ConfigMap',
  'v1 LimitRange',
  'v1 ResourceQuota',
  'v1 Service',
  'v1 ServiceAccount',
  'apps/v1 Deployment',
  'autoscaling/v2 HorizontalPodAutoscaler',
  'batch/v1 CronJob',
  'networking.k8s.io/v1 Ingress',
  'networking.k8s.io/v1 NetworkPolicy',
  'policy/v1 PodDisruptionBudget',
  'secrets-store.csi.x-k8s.io/v1 SecretProviderClass',
]);

function seeUnwanted(walked: WalkedTenant, object: ObservedObject, rules: ChunkRules): void {
  const { apiVersion, kind, metadata } = object;
  const { name, namespace, uid } = metadata;
  const isKnown = walked.tenant.inventory.some((entry) => entry.uid === uid);
  const isTaken = walked.surplus.some((entry) => entry.uid === uid);
  if (isKnown || isTaken || !prunableKinds.has(`${apiVersion} ${kind}`)) return;
  if (!isLoose(object, rules) || !isOurWork(object)) return;
  const place = namespace === undefined ? {} : { namespace };
  walked.surplus.push({ api_version: apiVersion, kind, ...place, name, uid });
}

/** Whether nothing is under way for the object and no controller answers for it. */
function isLoose({ metadata }: ObservedObject, { madeBefore }: ChunkRules): boolean {
  const { creationTimestamp, deletionTimestamp, ownerReferences = [] } = metadata;
  const made = creationTimestamp === undefined ? '' : new Date(creationTimestamp).toISOString();
  return deletionTimestamp === undefined && ownerReferences.length === 0 && made < madeBefore;
}

/** Whether Tenantry wrote the object: a label alone can be copied. */
function isOurWork({ metadata }: ObservedObject): boolean {
  return (metadata.managedFields ?? []).some(({ manager }) => manager === 'tenantry');
}

/** Every kind that these tenants have or should have and that may be listed. */
export function kindsOf(
  chunk: readonly WalkedTenant[],
  tenants: readonly Tenant[],
): readonly WalkedKind[] {
  const wanted = chunk.flatMap(({ wanted: objects }) =>
    [...objects.values()].map(({ object }) => {
      const { apiVersion, kind } = refOf(object);
      return { api_version: apiVersion, kind };
    }),
  );
  const had = tenants.flatMap(({ inventory }) => inventory);
  return [...wanted, ...had]
    .filter(({ kind }) => kind !== 'Secret')
    .map(({ api_version, kind }) => ({ api_version, kind }));
}
