import type { Blueprint } from '../../blueprint/blueprint.ts';
import { shownSecret } from '../../blueprint/shown-secret.ts';
import { hostOf, siteOf } from './frappe-names.ts';
import { frappeParams } from './frappe-params.ts';
import type { FrappeSettings } from './frappe-settings.ts';
import { credentialsSecret, frappeSteps } from './frappe-steps.ts';
import { taskJob } from './site-jobs.ts';

/** How long one operation may take in all: two hours and a half, for an upgrade. */
const operationDeadlineMs = 150 * 60_000;

/**
 * The blueprint of a Frappe site: a database and a folder on the shared volume, made by a Job, and
 * a Secret with the Administrator's password (`docs/products/frappe.md`).
 */
export function createFrappeBlueprint(settings: FrappeSettings): Blueprint {
  return {
    name: 'frappe',
    version: '1.0.0',
    summary: 'A Frappe site of its own on shared Frappe servers and a shared MariaDB',
    params: frappeParams,
    tiers: ['standard'],
    defaultTier: 'standard',
    slug: { lengthMin: 3, lengthMax: 30, reserved: [] },
    operations: ['update', 'upgrade', 'rollback', 'suspend', 'resume', 'restore'],
    operationDeadlineMs,
    softDeleteMs: () => settings.softDeleteMs ?? 0,
    namespace: () => settings.namespace,
    claims: ({ tenant }) => [`host:${hostOf(settings, tenant.slug)}`],
    render: (context) => {
      const site = siteOf(settings, context);
      return [shownSecret(credentialsSecret(site)), taskJob(site, 'provision')];
    },
    steps: (context) => frappeSteps(siteOf(settings, context), context.kind),
  };
}
