import type { Blueprint } from '../../blueprint/blueprint.ts';
import type { JsonObject } from '../../tenant/json.ts';
import { canonicalParams } from './canonical-params.ts';
import { instanceOf, namespaceOf, slugLengthMax } from './codetether-instance.ts';
import { codetetherObjects } from './codetether-objects.ts';
import { codetetherParams } from './codetether-params.ts';
import { shownSecrets } from './codetether-secrets.ts';
import type { CodetetherSettings } from './codetether-settings.ts';
import { codetetherSteps } from './codetether-steps.ts';
import { codetetherTiers } from './codetether-tiers.ts';
import { codetetherWarnings } from './codetether-warnings.ts';
import { codetetherWishFaults } from './codetether-wish-faults.ts';

/** How long one operation may take in all: a sign-up waits a day for what somebody has to mend. */
const operationDeadlineMs = 26 * 3_600_000;

/**
 * The blueprint of a CodeTether tenant: an A2A server in a namespace of its own, reached under a host
 * of its own, with a realm, a row in the shared database and a route (`docs/products/codetether.md`).
 */
export function createCodetetherBlueprint(settings: CodetetherSettings): Blueprint {
  return {
    name: 'codetether',
    version: '1.0.0',
    summary: 'A CodeTether A2A server in a namespace of its own, under a host of its own',
    params: codetetherParams,
    tiers: Object.keys(codetetherTiers),
    defaultTier: 'free',
    slug: { lengthMin: 3, lengthMax: slugLengthMax, reserved: platformHosts },
    operations: ['update', 'upgrade', 'rollback', 'suspend', 'resume', 'restore', 'repair'],
    operationDeadlineMs,
    softDeleteMs: () => settings.softDeleteMs ?? 0,
    hasOwnNamespace: true,
    namespace: namespaceOf,
    canonical: canonicalParams,
    slugIn: namedSlug,
    wishFaults: (wish) => codetetherWishFaults(settings, wish),
    claims: (context) => {
      const { host, tenantId } = instanceOf(settings, context);
      return [`host:${host}`, `id:codetether:${tenantId}`];
    },
    render: (context) => {
      const instance = instanceOf(settings, context);
      const objects = codetetherObjects(instance).map(({ object }) => object);
      return [...objects, ...shownSecrets(instance)];
    },
    steps: ({ kind, ...context }) => codetetherSteps(instanceOf(settings, context), kind),
    warnings: ({ kind, ...context }) => codetetherWarnings(instanceOf(settings, context), kind),
  };
}

/** Hosts that platforms commonly have beside those of tenants: they look the same in a tunnel. */
const platformHosts: readonly string[] = [
  ...['auth', 'login', 'sso', 'id', 'accounts', 'account', 'keycloak', 'vault', 'vpn', 'tunnel'],
  ...['billing', 'pay', 'console', 'portal', 'gateway', 'internal', 'registry', 'git', 'ci', 'cd'],
  ...['grafana', 'prometheus', 'alertmanager', 'kibana', 'argocd', 'metrics', 'logs', 'tenantry'],
];

function namedSlug(given: JsonObject) {
  const { orgSlug } = codetetherParams.parse(given).tenant;
  return orgSlug === undefined ? undefined : { slug: orgSlug, pointer: '/tenant/orgSlug' };
}
