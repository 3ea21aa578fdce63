import { digestOf } from '../kubernetes/digest.ts';
import { TenantryError } from '../tenant/errors.ts';

/** What a plan was made of: all that must still be so when it is carried out. */
export interface PlanBinding {
  /** Null: the plan is for a tenant that there was not. */
  readonly tenantId: string | null;
  /** Digest of the tenant as it was: its generation and inventory. */
  readonly state: string;
  /** Digest of what was to change. */
  readonly change: string;
  /** Digest of the objects that were to come of it. */
  readonly objects: string;
}

/** First byte of each id: another layout gets another one. */
const layout = '02';

/** What stands for a tenant that there was not. */
const noTenant = '0'.repeat(32);

/** Half a SHA-256 is enough: nothing is gained by a plan that only looks the same, and no two meet by chance. */
const digestLength = 32;

const idPattern =
  /^02(?<tenant>[0-9a-f]{32})(?<state>[0-9a-f]{32})(?<change>[0-9a-f]{32})(?<objects>[0-9a-f]{32})$/;

/** Digest of one part of a plan, as its binding holds it. */
export function planDigest(value: unknown): string {
  return digestOf(value).slice(0, digestLength);
}

/** The opaque text that stands for a plan; nothing is stored for it. */
export function formatPlanId({ tenantId, state, change, objects }: PlanBinding): string {
  const tenant = tenantId?.replaceAll('-', '') ?? noTenant;
  return Buffer.from([layout, tenant, state, change, objects].join(''), 'hex').toString(
    'base64url',
  );
}

/** What a plan was made of. Throws `invalid_plan_id` for a text that `formatPlanId` never made. */
export function parsePlanId(planId: string): PlanBinding {
  const bytes = Buffer.from(planId, 'base64url');
  const parts = idPattern.exec(bytes.toString('hex'))?.groups;
  // Only one text stands for a plan: Buffer passes over what is no base64url.
  if (parts === undefined || bytes.toString('base64url') !== planId) throw invalid();
  const { tenant = '', state = '', change = '', objects = '' } = parts;
  return { tenantId: tenant === noTenant ? null : uuidOf(tenant), state, change, objects };
}

function uuidOf(hex: string): string {
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

function invalid(): TenantryError {
  return new TenantryError(
    'invalid_plan_id',
    'Cannot carry out the plan: plan_id is not one that a plan was given',
  );
}
