import type { KubernetesObject } from '@kubernetes/client-node';
import type { Catalog } from '../blueprint/blueprint.ts';
import type { StepSpec } from '../blueprint/step-spec.ts';
import { isSameRef } from '../kubernetes/object.ts';
import { type ObjectChange, objectChanges } from '../kubernetes/object-changes.ts';
import { isSealedSecret } from '../kubernetes/sealed-secret.ts';
import type { Store, Transaction } from '../ports/store.ts';
import { plannedBlueprint, plannedSteps } from '../provisioning/planned-steps.ts';
import { presentObjects, wishedObjects } from '../provisioning/rendered-objects.ts';
import type { Tenant } from '../tenant/tenant.ts';
import { bindingOfChange, bindingOfNew } from './assert-planned.ts';
import type { NewTenant } from './check-new-tenant.ts';
import { type CreationPorts, decideCreation } from './create-tenant.ts';
import { decideDeletion } from './delete-tenant.ts';
import { assertNotDeleted, findTenant } from './find-tenant.ts';
import type { Granted, WishInput } from './grant-wish.ts';
import { planFields } from './plan-fields.ts';
import { formatPlanId, type PlanBinding } from './plan-id.ts';
import { assertNoSecrets, inPlan } from './plan-secrets.ts';
import { notBefore, type PlanView, plannedStepViews } from './plan-view.ts';
import { planWarnings } from './plan-warnings.ts';
import { decideRestoration } from './restore-tenant.ts';
import { decideResumption } from './resume-tenant.ts';
import { decideRollback, type RollbackTenantInput } from './rollback-tenant.ts';
import { sealedTenant } from './sealed-tenant.ts';
import { decideSuspension, type SuspendTenantInput } from './suspend-tenant.ts';
import type { DecisionPorts, TenantWishInput } from './tenant-wish.ts';
import { decideUpdate, type UpdateTenantInput } from './update-tenant.ts';
import { decideUpgrade, type UpgradeTenantInput } from './upgrade-tenant.ts';
import { withoutWrites } from './without-writes.ts';

/** What planning acts through: it reads the store and nothing else. */
export interface PlanPorts extends CreationPorts {
  readonly store: Pick<Store, 'transact'>;
}

/** A change to plan: what the wish of that name takes, without who wishes. */
export type PlannedAction =
  | ({ readonly action: 'update' } & Omit<UpdateTenantInput, keyof TenantWishInput>)
  | ({ readonly action: 'upgrade' } & Omit<UpgradeTenantInput, keyof TenantWishInput>)
  | ({ readonly action: 'rollback' } & Omit<RollbackTenantInput, keyof TenantWishInput>)
  | ({ readonly action: 'suspend' } & Omit<SuspendTenantInput, keyof TenantWishInput>)
  | { readonly action: 'resume' | 'restore' | 'delete' };

export interface PlanTenantInput extends TenantWishInput {
  readonly change: PlannedAction;
}

/** A plan, and what a comparison with the cluster needs besides. */
export interface Planned {
  readonly view: PlanView;
  readonly want: readonly KubernetesObject[];
  /** Whose objects they are. */
  readonly tenantId: string;
}

/**
 * What a change of a tenant would do: the wish's own decision with its writes dropped, so it refuses
 * what the wish refuses, by the same codes.
 */
export async function planTenant(ports: PlanPorts, input: PlanTenantInput): Promise<Planned> {
  const { catalog } = ports;
  const outlook = await ports.store.transact(async (transaction) => {
    const reading = withoutWrites(transaction);
    const have = await findTenant(reading, input);
    assertNotDeleted(have);
    const granted = await decide(reading, { ...ports, sealing: inPlan }, input);
    assertNoSecrets(granted);
    return { have, granted, former: await lastGood(reading, have) };
  });
  const { have, granted, former } = outlook;
  const present = presentObjects(catalog, have, former);
  const plan = { have, granted, present, binding: bindingOfChange(catalog, have, granted) };
  return planned(catalog, plan);
}

/** What creating a tenant would do. Rejects as `createTenant` does, by the same codes. */
export async function planNewTenant(
  ports: PlanPorts,
  input: WishInput & { readonly wanted: NewTenant },
): Promise<Planned> {
  const { id, checked, ...brought } = sealedTenant({ ...ports, sealing: inPlan }, input);
  assertNoSecrets(brought);
  const granted = await ports.store.transact(
    async (transaction) =>
      await decideCreation(withoutWrites(transaction), ports, { id, checked, input }),
  );
  const plan = { have: undefined, granted, present: [], binding: bindingOfNew(checked) };
  return planned(ports.catalog, plan);
}

async function decide(
  transaction: Transaction,
  ports: DecisionPorts,
  { change, ...input }: PlanTenantInput,
): Promise<Granted> {
  switch (change.action) {
    case 'update':
      return await decideUpdate(transaction, ports, { ...input, ...change });
    case 'upgrade':
      return await decideUpgrade(transaction, ports, { ...input, ...change });
    case 'rollback':
      return await decideRollback(transaction, ports, { ...input, ...change });
    case 'suspend':
      return await decideSuspension(transaction, ports, { ...input, ...change });
    case 'resume':
      return await decideResumption(transaction, ports, input);
    case 'restore':
      return await decideRestoration(transaction, ports, input);
    case 'delete':
      return await decideDeletion(transaction, ports, input);
    default:
      return change satisfies never;
  }
}

/** The tenant as the last revision that came true has it, if that is not the one in force. */
async function lastGood(transaction: Transaction, have: Tenant): Promise<Tenant | undefined> {
  const number = have.good_revisions.at(-1);
  if (number === undefined || number === have.revision) return undefined;
  const revision = await transaction.get('revisions', `${have.id}/${number}`);
  if (revision === undefined) return undefined;
  const { blueprint, tier, params } = revision;
  return { ...have, blueprint, tier, params };
}

interface Outlook {
  readonly have: Tenant | undefined;
  readonly granted: Granted;
  readonly present: readonly KubernetesObject[];
  readonly binding: PlanBinding;
}

function planned(catalog: Catalog, { have, granted, present, binding }: Outlook): Planned {
  const { tenant: want, isWork } = granted;
  const operation = isWork ? want.last_operation.kind : null;
  const objects = isWork ? wishedObjects(catalog, want) : present;
  const fields = planFields(catalog, have, want);
  // A deletion that can be taken back deletes nothing before that time is over.
  const purgeAt = operation === 'delete' ? want.purge_at : null;
  const specs = operation === null ? [] : plannedSteps(catalog, want, operation);
  const changes = objectChanges(present, objects)
    .filter((change) => isCarriedOut(want, change) && !isKept(specs, change))
    .map((change) => notBefore(change, purgeAt));
  const steps = operation === null ? [] : plannedStepViews(operation, specs, purgeAt);
  const blueprint = plannedBlueprint(catalog, want);
  return {
    view: {
      plan_id: formatPlanId(binding),
      tenant_id: have?.id ?? null,
      ...{ operation, mode: 'offline', fields, changes, steps },
      warnings: planWarnings({ blueprint, have, want, operation, fields, changes, steps }),
    },
    want: objects,
    tenantId: want.id,
  };
}

/** Whether a deletion leaves the object in the cluster. */
function isKept(specs: readonly StepSpec[], { action, object }: ObjectChange): boolean {
  const kept = specs.flatMap((spec) => (spec.kind === 'delete-objects' ? (spec.kept ?? []) : []));
  return action === 'delete' && kept.some((ref) => isSameRef(ref, object));
}

/** What was made once, such as a generated Secret, goes with the tenant and not before. */
function isCarriedOut({ desired, inventory }: Tenant, { action, object }: ObjectChange): boolean {
  if (action !== 'delete' || desired === 'deleted') return true;
  return inventory.some(
    (entry) =>
      (entry.digest !== undefined || isSealedSecret(entry)) &&
      entry.kind === object.kind &&
      entry.name === object.name &&
      entry.namespace === object.namespace,
  );
}
