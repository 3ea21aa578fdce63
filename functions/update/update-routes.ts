import { cancelTenant } from '../../shared/use-cases/cancel-tenant.ts';
import { restoreTenant } from '../../shared/use-cases/restore-tenant.ts';
import { resumeTenant } from '../../shared/use-cases/resume-tenant.ts';
import { retryTenant } from '../../shared/use-cases/retry-tenant.ts';
import { rollbackTenant } from '../../shared/use-cases/rollback-tenant.ts';
import { suspendTenant } from '../../shared/use-cases/suspend-tenant.ts';
import type { TenantWishPorts } from '../../shared/use-cases/tenant-wish.ts';
import { upgradeTenant } from '../../shared/use-cases/upgrade-tenant.ts';
import type { Route } from '../http/route.ts';
import {
  rollbackOf,
  rollbackSchema,
  suspensionSchema,
  upgradeOf,
  upgradeSchema,
} from '../schemas/change-schemas.ts';
import { planIdSchema } from '../schemas/common-schemas.ts';
import { defineActionRoute, emptyBody, planBody } from './define-action-route.ts';
import { settleEffectRoute } from './settle-effect-route.ts';
import { updateTenantRoute } from './update-tenant-route.ts';
import { planProblems, rollbackProblems, specProblems, wishProblems } from './wish-problems.ts';

const suspend = defineActionRoute({
  action: 'suspend',
  summary: 'Stop a tenant without taking anything away',
  becomes: 'suspending',
  body: suspensionSchema.extend({ plan_id: planIdSchema }),
  bodyExamples: { unpaid: { reason: 'unpaid' } },
  problems: [...wishProblems, ...planProblems],
  wish: async (ports, input, { reason }) => await suspendTenant(ports, { ...input, reason }),
});

const resume = defineActionRoute({
  action: 'resume',
  summary: 'Start a suspended tenant again, as it ran before',
  becomes: 'resuming',
  body: planBody,
  problems: [...wishProblems, ...planProblems],
  wish: resumeTenant,
});

const upgrade = defineActionRoute({
  action: 'upgrade',
  summary: 'Bring a tenant to another version of its product',
  description:
    'Without a version: to the newest. An older one is refused; roll back to a revision that had it. Always rolls out, also with the same version and params. Params are a JSON merge patch (RFC 7396), such as a new image tag.',
  becomes: 'updating',
  body: upgradeSchema.extend({ plan_id: planIdSchema }).optional(),
  bodyExamples: { newest: {}, image: { params: { image: { tag: 'v1.3.0' } } } },
  problems: [...specProblems, ...planProblems],
  wish: async (ports, input, body) => {
    return await upgradeTenant(ports, { ...input, ...upgradeOf(body) });
  },
});

const rollback = defineActionRoute({
  action: 'rollback',
  summary: 'Bring an earlier revision of a tenant back',
  description: 'Without a revision: to the newest one that came true, but not the present one.',
  becomes: 'updating',
  body: rollbackSchema.extend({ plan_id: planIdSchema }).optional(),
  bodyExamples: { last: {}, exact: { revision: 3 } },
  problems: [...specProblems, ...rollbackProblems, ...planProblems],
  wish: async (ports, input, body) => {
    return await rollbackTenant(ports, { ...input, ...rollbackOf(body) });
  },
});

const retry = defineActionRoute({
  action: 'retry',
  summary: 'Try the failed operation again',
  becomes: 'at work again',
  body: emptyBody,
  problems: wishProblems,
  wish: retryTenant,
});

const cancel = defineActionRoute({
  action: 'cancel',
  summary: 'Stop the operation under way where it stands',
  description:
    'No further step of it begins. A tenant that served goes on serving; a change that had not begun is taken back.',
  becomes: 'with its operation cancelled',
  body: emptyBody,
  problems: [...wishProblems, 'operation_ended'],
  wish: cancelTenant,
});

const restore = defineActionRoute({
  action: 'restore',
  summary: 'Bring a deleted tenant back while its objects are still there',
  becomes: 'resuming',
  body: planBody,
  problems: [...wishProblems, 'restore_too_late', ...planProblems],
  wish: restoreTenant,
});

/** The routes of the function `update`. */
export const updateRoutes: readonly Route<TenantWishPorts>[] = [
  updateTenantRoute,
  suspend,
  resume,
  upgrade,
  rollback,
  retry,
  cancel,
  restore,
  settleEffectRoute,
];
