import { isOperationEnded, type OperationKind } from './operation.ts';
import type { Tenant, TenantStatus } from './tenant.ts';

/** What a caller may ask of a tenant. */
export type TenantAction =
  | 'update'
  | 'upgrade'
  | 'rollback'
  | 'suspend'
  | 'resume'
  | 'retry'
  | 'cancel'
  | 'restore'
  | 'delete';

/** The one table of what is allowed when; `docs/lifecycle.md` shows it, a 409 serves it. */
const actionsByStatus: Readonly<Record<TenantStatus, readonly TenantAction[]>> = {
  queued: ['update', 'cancel', 'delete'],
  provisioning: ['cancel', 'delete'],
  active: ['update', 'upgrade', 'rollback', 'suspend', 'retry', 'delete'],
  updating: ['update', 'upgrade', 'rollback', 'cancel', 'delete'],
  suspending: ['resume', 'cancel', 'delete'],
  suspended: ['resume', 'delete'],
  resuming: ['suspend', 'cancel', 'delete'],
  failed: ['update', 'suspend', 'resume', 'retry', 'restore', 'delete'],
  deleting: ['restore', 'delete'],
  deleted: [],
};

/** Actions that each product may leave out: it names those that it offers. */
const optionalActions: readonly TenantAction[] = [
  'update',
  'upgrade',
  'rollback',
  'suspend',
  'resume',
  'restore',
];

/** Actions that are answered whatever is under way. */
const anytimeActions: readonly TenantAction[] = ['cancel', 'restore', 'delete'];

/** What the answer depends on besides the tenant. */
export interface ActionContext {
  /** The kinds of operation that the product offers. */
  readonly offered: readonly OperationKind[];
  /** RFC 3339 UTC. */
  readonly now: string;
}

/** The actions that a tenant allows now. */
export function allowedActions(tenant: Tenant, context: ActionContext): readonly TenantAction[] {
  return actionsByStatus[tenant.status]
    .filter((action) => isOffered(action, context.offered))
    .filter((action) => !isBusy(tenant) || anytimeActions.includes(action))
    .filter((action) => fitsLastOperation(action, tenant))
    .filter((action) => action !== 'restore' || isRestorable(tenant, context.now));
}

/** Whether an operation that somebody asked for has begun and not ended; a repair gives way. */
export function isBusy({ last_operation: { kind, state } }: Tenant): boolean {
  return kind !== 'repair' && !isOperationEnded(state) && state !== 'queued';
}

/** Whether a deleted tenant still has all that it needs to come back. */
export function isRestorable(tenant: Tenant, now: string): boolean {
  const { status, purge_at, last_operation } = tenant;
  const isLeaving =
    status === 'deleting' || (status === 'failed' && last_operation.kind === 'delete');
  return isLeaving && purge_at !== null && purge_at > now;
}

function isOffered(action: TenantAction, offered: readonly OperationKind[]): boolean {
  const isOptional = optionalActions.includes(action);
  return !isOptional || offered.some((kind) => kind === action);
}

function fitsLastOperation(action: TenantAction, tenant: Tenant): boolean {
  const { kind, state } = tenant.last_operation;
  const isBroken = tenant.status === 'failed';
  switch (action) {
    case 'retry':
      // Something was asked for that has not come true, and nobody works on it.
      return isBroken || tenant.pending !== null;
    case 'cancel':
      return kind !== 'repair' && !isOperationEnded(state);
    case 'update':
      return !isBroken || kind === 'create';
    case 'suspend':
    case 'resume':
      return !isBroken || kind === 'suspend' || kind === 'resume';
    default:
      return true;
  }
}
