import { TenantryError } from '../tenant/errors.ts';

/** What a plan was made of: all that must still be so when it is carried out. */
export interface PlanBinding {
  /** Null: the plan is for a tenant that there was not. */
  readonly tenantId: string | null;
  readonly generation: number;
  /** Digest of the inventory. */
  readonly inventory: string;
  /** Digest of what was to change. */
  readonly change: string;
  /** Digest of the objects that were to come of it. */
  readonly objects: string;
}

const idPattern = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const digestPattern = '[0-9a-f]{64}';
const bindingPattern = new RegExp(
  `^1 (-|${idPattern}) (\\d{1,15}) (${digestPattern}) (${digestPattern}) (${digestPattern})$`,
);

/** The opaque text that stands for a plan; nothing is stored for it. */
export function formatPlanId(binding: PlanBinding): string {
  const { tenantId, generation, inventory, change, objects } = binding;
  const text = ['1', tenantId ?? '-', generation, inventory, change, objects].join(' ');
  return Buffer.from(text).toString('base64url');
}

/** What a plan was made of. Throws `invalid_plan_id` for a text that `formatPlanId` never made. */
export function parsePlanId(planId: string): PlanBinding {
  const text = Buffer.from(planId, 'base64url').toString();
  const [, tenantId = '', generation, inventory = '', change = '', objects = ''] =
    bindingPattern.exec(text) ?? [];
  const binding = {
    tenantId: tenantId === '-' ? null : tenantId,
    ...{ generation: Number(generation), inventory, change, objects },
  };
  // Only one text stands for a plan: Buffer passes over what is no base64url.
  if (generation !== undefined && formatPlanId(binding) === planId) return binding;
  throw new TenantryError(
    'invalid_plan_id',
    'Cannot carry out the plan: plan_id is not one that a plan was given',
  );
}
