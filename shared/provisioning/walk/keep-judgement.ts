import { refOfEntry } from '../../kubernetes/inventory.ts';
import { refKey } from '../../kubernetes/object.ts';
import type { Transaction } from '../../ports/store.ts';
import { type ConditionFact, mergeConditions } from '../../tenant/condition.ts';
import type { Health, InventoryEntry, Tenant } from '../../tenant/tenant.ts';
import type { RepairRecord } from '../../tenant/walk-record.ts';
import { engineActor } from '../append-event.ts';
import type { EnginePorts } from '../engine-ports.ts';
import { startOperation } from '../start-operation.ts';
import type { Fault } from './judge-tenant.ts';
import { nextStreaks } from './repair-streaks.ts';

/** What the walk writes about a tenant. */
export interface WalkVerdict {
  /** The tenant as it was when its objects were listed. */
  readonly tenant: Tenant;
  readonly facts: readonly ConditionFact[];
  readonly health: Health;
  /** What a repair mends; none: no repair is started. */
  readonly faults: readonly Fault[];
  readonly surplus: readonly InventoryEntry[];
  readonly walk: number;
}

interface KeepPorts extends Pick<EnginePorts, 'store' | 'catalog'> {
  readonly newId: () => string;
}

/**
 * Writes what the walk found, and starts the repair, in one transaction. False: the tenant has
 * changed since its objects were listed, so that nothing of this may be true any more.
 */
export async function keepJudgement(ports: KeepPorts, verdict: WalkVerdict): Promise<boolean> {
  return await ports.store.transact(async (transaction) => {
    const { id, record_version } = verdict.tenant;
    const stored = await transaction.get('tenants', id);
    const streaks = await transaction.get('repairs', id);
    if (stored?.record_version !== record_version) return false;
    const told = withFacts(stored, verdict, transaction.now());
    const isRepair = verdict.faults.length > 0 || verdict.surplus.length > 0;
    if (!isRepair) {
      transaction.put('tenants', id, { ...told, record_version: record_version + 1 });
      if (streaks !== undefined && isPeace(told)) transaction.remove('repairs', id);
      return true;
    }
    await startRepair(transaction, ports, { tenant: told, verdict, streaks });
    return true;
  });
}

function withFacts(tenant: Tenant, { facts, health }: WalkVerdict, at: string): Tenant {
  const sighting = { at, generation: tenant.generation };
  const conditions = mergeConditions(tenant.conditions, facts, sighting);
  return { ...tenant, conditions, health, updated_at: at, updated_by: engineActor };
}

/** Whether nobody fights with us any more. */
function isPeace({ conditions }: Tenant): boolean {
  return !conditions.some(({ type, status }) => type === 'FieldConflict' && status === 'True');
}

interface Repair {
  readonly tenant: Tenant;
  readonly verdict: WalkVerdict;
  readonly streaks: RepairRecord | undefined;
}

async function startRepair(
  transaction: Transaction,
  { catalog, newId }: KeepPorts,
  { tenant, verdict, streaks }: Repair,
): Promise<void> {
  const { faults, surplus, walk } = verdict;
  const [first] = [...faults.map(({ message }) => message), 'objects that nobody wants'];
  const marked = { ...tenant, inventory: markedInventory(tenant.inventory, { faults, surplus }) };
  const repaired = await startOperation(transaction, catalog, {
    tenant: marked,
    wish: {
      operationId: newId(),
      kind: 'repair',
      desired: tenant.desired,
      actor: engineActor,
      requestId: `walk-${walk}`,
      retryOf: null,
      ...(first !== undefined && { reason: first }),
    },
  });
  transaction.put('tenants', tenant.id, repaired);
  transaction.put('repairs', tenant.id, {
    schema: 1,
    tenant_id: tenant.id,
    organization_id: tenant.organization_id,
    walk,
    streaks: nextStreaks(streaks, faults, walk),
  });
}

/** A digest that no object has: the next apply brings the object about again. */
const noDigest = '';

/** The inventory in which what drifted has to be applied and what is surplus has to be pruned. */
function markedInventory(
  inventory: readonly InventoryEntry[],
  { faults, surplus }: Pick<WalkVerdict, 'faults' | 'surplus'>,
): readonly InventoryEntry[] {
  const drifted = new Set(faults.map(({ key }) => key));
  const marked = inventory.map((entry) =>
    drifted.has(refKey(refOfEntry(entry))) ? { ...entry, digest: noDigest } : entry,
  );
  return [...marked, ...surplus.map((entry) => ({ ...entry, digest: noDigest }))];
}
