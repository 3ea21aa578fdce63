import type { Blueprint, PlanWarning } from '../blueprint/blueprint.ts';
import type { FieldChange } from '../kubernetes/field-changes.ts';
import { describeRef } from '../kubernetes/object.ts';
import type { ObjectChange } from '../kubernetes/object-changes.ts';
import { renderContextOf } from '../provisioning/planned-steps.ts';
import { isOperationEnded, type OperationKind } from '../tenant/operation.ts';
import type { Tenant } from '../tenant/tenant.ts';
import type { PlannedStep } from './plan-view.ts';

/** What warnings follow from. */
export interface PlannedWish {
  readonly blueprint: Blueprint;
  /** Undefined: the tenant does not exist yet. */
  readonly have: Tenant | undefined;
  readonly want: Tenant;
  readonly operation: OperationKind | null;
  readonly fields: readonly FieldChange[];
  readonly changes: readonly ObjectChange[];
  readonly steps: readonly PlannedStep[];
}

/** Everything to know before this plan is carried out, the product's own warnings last. */
export function planWarnings(wish: PlannedWish): readonly PlanWarning[] {
  return [
    ...(wish.have === undefined ? newTenantWarnings(wish.want) : tenantWarnings(wish, wish.have)),
    ...wish.changes.flatMap(changeWarnings),
    ...wish.steps.flatMap(stepWarnings),
    ...productWarnings(wish),
  ];
}

function newTenantWarnings({ slug }: Tenant): readonly PlanWarning[] {
  return [
    {
      code: 'names_not_final',
      message: `Names with the tenant's id in them, and a slug that was not given, are examples (${slug})`,
    },
  ];
}

function tenantWarnings(
  { want, operation, fields, changes, steps }: PlannedWish,
  have: Tenant,
): readonly PlanWarning[] {
  const { kind, state } = have.last_operation;
  const isSuperseding = operation !== null && !isOperationEnded(state) && kind !== operation;
  const losesData = [...changes, ...steps].some(({ disruption }) => disruption === 'data-loss');
  return [
    ...(operation === null ? [idleWarning(fields)] : []),
    ...(isSuperseding
      ? [
          {
            code: 'operation_superseded',
            message: `The operation ${kind}, which is ${state}, ends`,
          },
        ]
      : []),
    ...(have.deletion_protection && losesData
      ? [
          {
            code: 'deletion_protected',
            message: 'The tenant has deletion protection, and this loses data',
          },
        ]
      : []),
    ...(operation === 'restore' && want.desired === 'suspended'
      ? [{ code: 'stays_suspended', message: 'The tenant comes back suspended, as it was' }]
      : []),
    ...(operation === 'delete' ? [deletionWarning(want, steps)] : []),
  ];
}

function idleWarning(fields: readonly FieldChange[]): PlanWarning {
  return fields.length === 0
    ? { code: 'nothing_to_do', message: 'The tenant is so already' }
    : {
        code: 'record_only',
        message: 'This changes at once, without an operation: nothing changes in the cluster',
      };
}

function deletionWarning({ purge_at }: Tenant, steps: readonly PlannedStep[]): PlanWarning {
  if (purge_at === null) {
    return { code: 'deletion_final', message: 'The objects go at once; there is no way back' };
  }
  // Not every product can be stopped.
  const isStopped = steps[0]?.kind !== 'await-purge';
  const first = isStopped ? 'The tenant stops now' : 'The tenant goes on as it is at first';
  return {
    code: 'deletion_restorable',
    message: `${first} and can be restored until ${purge_at}; its objects are deleted after that`,
  };
}

function changeWarnings({ object, fields, disruption }: ObjectChange): readonly PlanWarning[] {
  const isImmutable =
    fields.length > 0 && (disruption === 'recreate' || disruption === 'data-loss');
  if (!isImmutable) return [];
  return [
    {
      code: 'immutable_field',
      message: `The cluster refuses this change of ${describeRef(object)} as long as the object is there`,
    },
  ];
}

function stepWarnings({ name, is_irreversible }: PlannedStep): readonly PlanWarning[] {
  if (!is_irreversible) return [];
  const message = `Once the step ${name} has begun, there is no rollback to an earlier revision`;
  return [{ code: 'irreversible_step', message }];
}

function productWarnings({ blueprint, want, operation }: PlannedWish): readonly PlanWarning[] {
  if (operation === null || blueprint.warnings === undefined) return [];
  return blueprint.warnings({ ...renderContextOf(blueprint, want), kind: operation });
}
