import type { StepSpec } from '../../blueprint/step-spec.ts';
import type { RealmDefinition } from '../../tenant/realm-definition.ts';
import type { SystemName } from '../../tenant/system-error.ts';
import type { TenantRow } from '../../tenant/tenant-row.ts';
import { adminSecretRef, type CodetetherInstance, passwordKey } from './codetether-instance.ts';
import { adminSecret } from './codetether-secrets.ts';
import { isEmail } from './is-email.ts';

const minuteMs = 60_000;

/** How long a sign-up waits for a system that somebody has to mend: a day. */
export const patienceMs = 24 * 60 * minuteMs;

const deadlineMs = 15 * minuteMs;

/** Where the tunnel leads the hosts of tenants. */
const tunnelService = 'https://ingress-nginx-controller.ingress-nginx.svc.cluster.local:443';

/** The user who administers a tenant's realm. */
export const adminUsername = 'admin';

/** Realm, row and route of a new tenant, in this order; what is not set up is left out. */
export function signUpSteps(instance: CodetetherInstance): readonly StepSpec[] {
  const { hasRealms } = instance.settings.systems;
  const [removeRealm] = hasRealms ? [realmRemoval(instance)] : [];
  const [removeRow] = rowRemoval(instance);
  return [
    ...(removeRealm === undefined
      ? []
      : [
          {
            kind: 'ensure-realm',
            name: 'ensure-realm',
            deadlineMs: patienceMs,
            realm: realmOf(instance),
            undo: removeRealm,
          } as const,
        ]),
    ...rowSteps(instance, 'active').map((step) =>
      removeRow === undefined ? step : { ...step, deadlineMs: patienceMs, undo: removeRow },
    ),
    ...routeSteps(instance).map((step) => ({ ...step, deadlineMs: patienceMs, isPatient: true })),
  ];
}

/** The row as the tenant is now. */
export function rowSteps(
  { settings, tenantId, tenant, params, host }: CodetetherInstance,
  status: TenantRow['status'],
): readonly StepSpec[] {
  const { hasDatabase, hasRealms } = settings.systems;
  if (!hasDatabase) return [];
  const { slug, organization, tier } = tenant;
  const userId = params.tenant.userId === '' ? null : params.tenant.userId;
  const realm = hasRealms ? host : null;
  const row = { tenantId, slug, organization, tier, realm, userId, status };
  return [{ kind: 'ensure-tenant-row', name: 'ensure-tenant-row', deadlineMs, row }];
}

/** DNS record and tunnel rule of a tenant that is reached from outside; of others their removal. */
export function routeSteps(instance: CodetetherInstance): readonly StepSpec[] {
  if (!instance.params.ingress.enabled) return routeRemovals(instance);
  const { host, settings } = instance;
  const { dnsTarget, hasTunnel } = settings.systems;
  const [removeRule, removeRecord] = [ruleRemoval(instance), recordRemoval(instance)];
  return [
    ...(dnsTarget === undefined
      ? []
      : [
          {
            kind: 'ensure-dns-record',
            name: 'ensure-dns-record',
            deadlineMs,
            host,
            target: dnsTarget,
            undo: removeRecord,
          } as const,
        ]),
    ...(hasTunnel
      ? [
          {
            kind: 'ensure-tunnel-rule',
            name: 'ensure-tunnel-rule',
            deadlineMs,
            host,
            service: tunnelService,
            noTlsVerify: true,
            undo: removeRule,
          } as const,
        ]
      : []),
  ];
}

/** The first password of the realm's user, made in the cluster and handed over there. */
export function adminSecretSteps(instance: CodetetherInstance): readonly StepSpec[] {
  if (!instance.settings.systems.hasRealms) return [];
  const secrets = [adminSecret(instance)];
  return [{ kind: 'ensure-secrets', name: 'ensure-admin-secret', deadlineMs, secrets }];
}

/** Gives the realm's user that password. */
export function passwordSteps(instance: CodetetherInstance): readonly StepSpec[] {
  if (!instance.settings.systems.hasRealms) return [];
  const { name } = adminSecretRef(instance);
  return [
    {
      kind: 'set-realm-password',
      name: 'set-realm-password',
      deadlineMs,
      realm: instance.host,
      username: adminUsername,
      secret: { namespace: instance.tenant.namespace, name, key: passwordKey },
    },
  ];
}

/** Takes all of it away, the last first. */
export function signOffSteps(instance: CodetetherInstance): readonly StepSpec[] {
  return [
    ...routeRemovals(instance),
    ...rowRemoval(instance),
    ...(mayHave(instance, 'realms') ? [realmRemoval(instance)] : []),
  ];
}

function routeRemovals(instance: CodetetherInstance): readonly StepSpec[] {
  return [
    ...(mayHave(instance, 'tunnel') ? [ruleRemoval(instance)] : []),
    ...(mayHave(instance, 'dns') ? [recordRemoval(instance)] : []),
  ];
}

/** What was set up when the tenant signed up is cleared, also when it no longer is: that fails by name. */
function mayHave({ settings, tenant }: CodetetherInstance, system: SystemName): boolean {
  const { hasRealms, hasDatabase, dnsTarget, hasTunnel } = settings.systems;
  const isSetUp = {
    ...{ realms: hasRealms, database: hasDatabase },
    ...{ dns: dnsTarget !== undefined, tunnel: hasTunnel, vault: false, mail: false },
  };
  return isSetUp[system] || (tenant.systems ?? []).includes(system);
}

function realmRemoval({ host }: CodetetherInstance): StepSpec {
  return { kind: 'remove-realm', name: 'remove-realm', deadlineMs, realm: host };
}

function rowRemoval(instance: CodetetherInstance): readonly StepSpec[] {
  if (!mayHave(instance, 'database')) return [];
  const { tenantId, tenant } = instance;
  const { slug } = tenant;
  return [{ kind: 'remove-tenant-row', name: 'remove-tenant-row', deadlineMs, tenantId, slug }];
}

function recordRemoval({ host }: CodetetherInstance): StepSpec {
  return { kind: 'remove-dns-record', name: 'remove-dns-record', deadlineMs, host };
}

function ruleRemoval({ host }: CodetetherInstance): StepSpec {
  const service = tunnelService;
  return { kind: 'remove-tunnel-rule', name: 'remove-tunnel-rule', deadlineMs, host, service };
}

function realmOf({ tenant, host, params }: CodetetherInstance): RealmDefinition {
  const { slug, organization } = tenant;
  const { userId } = params.tenant;
  const site = `https://${host}`;
  const people = { redirectUris: [`${site}/*`], webOrigins: [site] };
  return {
    realm: host,
    displayName: organization,
    clients: [
      { clientId: `${slug}-spa`, access: 'public', ...people },
      { clientId: `${slug}-api`, access: 'confidential', redirectUris: [], webOrigins: [] },
      { clientId: `${slug}-mobile`, access: 'public', ...people },
    ],
    roles: ['admin'],
    users: [
      {
        username: adminUsername,
        ...(isEmail(userId) && { email: userId }),
        roles: ['admin'],
      },
    ],
  };
}
