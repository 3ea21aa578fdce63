import type { JsonObject } from '../shared/tenant/json.ts';
import type { TenantView } from '../shared/use-cases/tenant-view.ts';
import type { OptionTable, OptionValues } from './command.ts';
import type { CommandContext } from './command-context.ts';
import { newTenantBody, newTenantOptions } from './new-tenant-body.ts';
import { assertPatchOptions, patchOptions, tenantPatch } from './tenant-patch.ts';
import { UsageError } from './usage-error.ts';
import {
  rollbackBody,
  rollbackOptions,
  suspensionBody,
  suspensionOptions,
  upgradeBody,
  upgradeOptions,
} from './wish-bodies.ts';

/** The changes of a tenant that can be planned, as the commands are called. */
export const plannedActions = [
  'update',
  'upgrade',
  'rollback',
  'suspend',
  'resume',
  'restore',
  'delete',
] as const;

export type PlannedAction = (typeof plannedActions)[number];

/** The options of every change that can be planned. */
export const changeOptions = {
  ...newTenantOptions,
  ...patchOptions,
  ...upgradeOptions,
  ...rollbackOptions,
  ...suspensionOptions,
} as const satisfies OptionTable;

export type ChangeOptions = OptionValues<typeof changeOptions>;

const command = 'plan';

/** The options that belong to each change. */
const optionsOf: Readonly<Record<PlannedAction | 'create', OptionTable>> = {
  create: newTenantOptions,
  update: patchOptions,
  upgrade: upgradeOptions,
  rollback: rollbackOptions,
  suspend: suspensionOptions,
  resume: {},
  restore: {},
  delete: {},
};

/** Throws `UsageError` for an action that is none, and for options of another change. */
export function parsePlannedAction(text: string, given: ChangeOptions): PlannedAction {
  const action = plannedActions.find((name) => name === text);
  if (action === undefined) {
    const names = plannedActions.join(', ');
    throw new UsageError(`Cannot plan "${text}": write one of ${names}`, command);
  }
  assertOwnOptions(action, given);
  if (action === 'update') assertPatchOptions(given, command);
  return action;
}

/** The body of `POST /tenants/plan`. Rejects as `newTenantBody` does, and for options of a change. */
export async function newTenantPlanBody(
  context: CommandContext,
  product: string,
  given: ChangeOptions,
): Promise<JsonObject> {
  assertOwnOptions('create', given);
  return await newTenantBody(context, { product, given, command });
}

/** The body of a plan to update the tenant. Rejects as `tenantPatch` does. */
export async function updatePlanBody(
  context: CommandContext,
  tenant: TenantView,
  given: ChangeOptions,
): Promise<JsonObject> {
  return { action: 'update', ...(await tenantPatch(context, tenant, { given, command })) };
}

/** The body of a plan of another change. Throws `UsageError` as the change itself would. */
export function actionPlanBody(
  action: Exclude<PlannedAction, 'update'>,
  given: ChangeOptions,
): JsonObject {
  switch (action) {
    case 'upgrade':
      return { action, ...upgradeBody(given, command) };
    case 'rollback':
      return { action, ...rollbackBody(given, command) };
    case 'suspend':
      return { action, ...suspensionBody(given, command) };
    case 'resume':
    case 'restore':
    case 'delete':
      return { action };
    default:
      return action satisfies never;
  }
}

function assertOwnOptions(action: PlannedAction | 'create', given: ChangeOptions): void {
  const own = optionsOf[action];
  const stranger = Object.keys(changeOptions).find(
    (name) => !Object.hasOwn(own, name) && isGiven(given[name as keyof ChangeOptions]),
  );
  if (stranger === undefined) return;
  throw new UsageError(`Option "--${stranger}" does not go with a plan of ${action}`, command);
}

function isGiven(value: string | boolean | readonly string[] | undefined): boolean {
  return Array.isArray(value) ? value.length > 0 : value !== undefined && value !== false;
}
