import type { Blueprint, RenderContext } from '../../blueprint/blueprint.ts';
import { shownSealedSecret } from '../../blueprint/shown-secret.ts';
import { sealedSecrets } from './component-secrets.ts';
import { routesOf } from './ingresses.ts';
import { migrationsJob } from './migrations-job.ts';
import { deleteSteps } from './starter-deletion.ts';
import { starterObjects } from './starter-objects.ts';
import { starterParams } from './starter-params.ts';
import type { StarterSettings } from './starter-settings.ts';
import { siteOf } from './starter-site.ts';
import { starterSteps } from './starter-steps.ts';
import { starterWarnings } from './starter-warnings.ts';
import { starterWishFaults } from './starter-wish-faults.ts';

/** How long one operation may take in all: secrets, migrations and pods, each with its own limit. */
const operationDeadlineMs = 150 * 60_000;

/**
 * The blueprint of a web product in a namespace of its own: API, web app and optionally a worker
 * (`docs/products/starter.md`). Databases and Redis are the customer's and never touched.
 */
export function createStarterBlueprint(settings: StarterSettings): Blueprint {
  const site = (context: RenderContext) => siteOf(settings, context);
  return {
    name: 'starter',
    version: '1.0.0',
    summary: 'An API, a web app and an optional billing worker in a namespace of their own',
    params: starterParams,
    secretParams: ['/api/secrets/*', '/web/secrets/*', '/worker/secrets/*'],
    tiers: ['standard'],
    defaultTier: 'standard',
    slug: { lengthMin: 3, lengthMax: 40, reserved: [] },
    operations: ['update', 'upgrade', 'rollback', 'suspend', 'resume', 'restore', 'repair'],
    operationDeadlineMs,
    hasOwnNamespace: true,
    softDeleteMs: () => settings.softDeleteMs ?? 0,
    namespace: (slug) => `starter-${slug}`,
    claims: (context) => [
      ...new Set(
        routesOf(site(context)).flatMap(({ hosts }) => hosts.map((host) => `host:${host}`)),
      ),
    ],
    render: (context) => [
      ...starterObjects(site(context)).map(({ object }) => object),
      ...sealedSecrets(site(context)).map(shownSealedSecret),
      migrationsJob(site(context)),
    ],
    steps: ({ kind, ...context }) =>
      kind === 'delete' ? deleteSteps(context) : starterSteps(site(context), kind),
    wishFaults: (wish) => starterWishFaults(settings, wish),
    warnings: ({ kind, ...context }) => starterWarnings(site(context), kind),
  };
}
