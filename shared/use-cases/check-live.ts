import type { KubernetesObject } from '@kubernetes/client-node';
import type { PlanWarning } from '../blueprint/blueprint.ts';
import { disruptionOf } from '../kubernetes/disruption.ts';
import { driftedFields } from '../kubernetes/field-drift.ts';
import { fieldRights } from '../kubernetes/field-rights.ts';
import {
  describeRef,
  isOwnedBy,
  type ObservedObject,
  refKey,
  refOf,
} from '../kubernetes/object.ts';
import { shownChanges } from '../kubernetes/object-changes.ts';
import { withoutFields } from '../kubernetes/without-fields.ts';
import type { ClusterView } from '../ports/cluster-view.ts';
import { ClusterError } from '../tenant/cluster-error.ts';
import type { Planned } from './plan-tenant.ts';
import type { PlannedChange, PlanView } from './plan-view.ts';
import { settleInTurn } from './settle-in-turn.ts';

/** Objects that are compared at a time. */
const widthMax = 8;

/** What says nothing about one object but that the cluster cannot be asked. */
const outages: readonly string[] = [
  'cluster_unavailable',
  'cluster_timeout',
  'cluster_throttled',
  'cluster_unauthorized',
];

interface Checked {
  readonly change: PlannedChange;
  readonly warnings: readonly PlanWarning[];
}

/**
 * The plan compared with the cluster instead of with what was applied: each object by a dry run of the
 * apply that the engine would make. Where that cannot be, the change says why and stays as it was.
 * Rejects with a `ClusterError` when the cluster cannot be asked at all.
 */
export async function checkLive(cluster: ClusterView, planned: Planned): Promise<PlanView> {
  const { view, want, tenantId } = planned;
  const wanted = new Map(want.map((object) => [refKey(refOf(object)), object]));
  const checked = await settleInTurn(view.changes, widthMax, async (change) =>
    check(cluster, { change, tenantId, object: wanted.get(refKey(change.object)) }),
  );
  return {
    ...view,
    mode: 'live',
    changes: checked.map(({ change }) => change),
    warnings: [...view.warnings, ...checked.flatMap(({ warnings }) => warnings)],
  };
}

interface Subject {
  readonly change: PlannedChange;
  readonly tenantId: string;
  /** Undefined: it is to be deleted. */
  readonly object: KubernetesObject | undefined;
}

async function check(cluster: ClusterView, subject: Subject): Promise<Checked> {
  const { change } = subject;
  if (change.object.kind === 'Secret') return unchecked(change, 'Secrets are not read');
  try {
    return await compare(cluster, subject);
  } catch (error) {
    if (!(error instanceof ClusterError) || outages.includes(error.code)) throw error;
    if (error.code === 'namespace_missing') {
      return unchecked(change, 'Its namespace does not exist yet');
    }
    const { code, message } = error;
    return { ...unchecked(change, message), warnings: [{ code, message }] };
  }
}

function unchecked(change: PlannedChange, why: string): Checked {
  return { change: { ...change, not_checked_live: why }, warnings: [] };
}

async function compare(cluster: ClusterView, subject: Subject): Promise<Checked> {
  const { change, object, tenantId } = subject;
  const live = await cluster.read(change.object);
  if (object === undefined) {
    // Gone already: there is nothing to delete.
    const found = live === undefined ? ({ ...change, action: 'none' } as const) : change;
    return { change: found, warnings: [] };
  }
  if (live === undefined) {
    await cluster.dryRun(object);
    const created = { action: 'create', fields: [], disruption: 'none' } as const;
    return { change: { ...change, ...created }, warnings: [] };
  }
  if (!isOwnedBy(live, tenantId)) {
    const message = `${describeRef(change.object)} exists and does not carry this tenant's label`;
    const warnings = [{ code: 'foreign_object', message }];
    return { ...unchecked(change, message), warnings };
  }
  if (live.metadata.deletionTimestamp !== undefined)
    return unchecked(change, 'It is being deleted');
  const after = await rehearse(cluster, object, live);
  return { change: { ...change, ...difference(live, after) }, warnings: [] };
}

/** As the engine applies: what somebody else means to keep is left out. */
async function rehearse(
  cluster: ClusterView,
  object: KubernetesObject,
  live: ObservedObject,
): Promise<KubernetesObject> {
  const { uid, resourceVersion } = live.metadata;
  const { yielded } = fieldRights(driftedFields(object, live));
  const pointers = yielded.map(({ pointer }) => pointer);
  return await cluster.dryRun(withoutFields(object, pointers), { uid, resourceVersion });
}

function difference(
  live: ObservedObject,
  after: KubernetesObject,
): Pick<PlannedChange, 'action' | 'fields' | 'disruption'> {
  const fields = shownChanges(asWritten(live), asWritten(after));
  if (fields.length === 0) return { action: 'none', fields, disruption: 'none' };
  return { action: 'update', fields, disruption: disruptionOf(live, fields) };
}

/** The part that people write; the rest is the API server's. */
function asWritten(object: KubernetesObject): KubernetesObject {
  const {
    status: _status,
    metadata = {},
    ...written
  } = object as KubernetesObject & {
    readonly status?: unknown;
  };
  const { name, namespace, labels, annotations, finalizers, ownerReferences } = metadata;
  const own = { name, namespace, labels, annotations, finalizers, ownerReferences };
  const present = Object.entries(own).filter(([, value]) => value !== undefined);
  return { ...written, metadata: Object.fromEntries(present) };
}
