import type { PlanWarning } from '../../blueprint/blueprint.ts';
import type { OperationKind } from '../../tenant/operation.ts';
import { billingWarnings } from './billing-warnings.ts';
import { componentsOf } from './component.ts';
import { driverRef, secretProviderClass } from './component-files.ts';
import type { ComponentName } from './component-name.ts';
import { secretsOf } from './component-secrets.ts';
import { isMovingTag } from './image-reference.ts';
import { routesOf } from './ingresses.ts';
import { missingVariables } from './missing-variables.ts';
import { externalSecrets } from './starter-objects.ts';
import type { StarterSite } from './starter-site.ts';
import { unusedWarnings } from './unused-warnings.ts';

/** What a component cannot do without, plain or secret. */
const minimalEnvironment = {
  api: [
    'ENVIRONMENT',
    'APP_PUBLIC_URL',
    'SECRETS_PROVIDER',
    'AUTH_KEY_STORAGE_BACKEND',
    'AUTH_KEY_STORAGE_PROVIDER',
    'AUTH_KEY_SECRET_NAME',
    'STORAGE_PROVIDER',
    'DATABASE_URL',
    'REDIS_URL',
  ],
  web: ['API_BASE_URL'],
} as const;

/** What a person should know before new values are rolled out. */
export function starterWarnings(site: StarterSite, kind: OperationKind): readonly PlanWarning[] {
  if (kind !== 'create' && kind !== 'update' && kind !== 'upgrade') return [];
  return [
    ...incompleteEnvironments(site),
    ...billingWarnings(site.params),
    ...movingTags(site),
    ...plainSecrets(site),
    ...fileAccess(site),
    ...openRoutes(site),
    ...unusedWarnings(site.params),
    ...(kind === 'create' ? storeToCome(site) : []),
  ];
}

function incompleteEnvironments(site: StarterSite): readonly PlanWarning[] {
  return (['api', 'web'] as const).flatMap((name) => {
    const missing = missingVariables(site, name, minimalEnvironment[name]);
    if (missing.length === 0) return [];
    const message = `${name} has no ${missing.join(', ')}: give them in ${name}.env or as secrets`;
    return [{ code: 'environment_incomplete', message }];
  });
}

function movingTags({ params }: StarterSite): readonly PlanWarning[] {
  const moving = componentsOf(params)
    .map(({ name }) => ({ name, image: params[name].image ?? '' }))
    .filter(({ image }) => isMovingTag(image));
  return moving.map(({ name, image }) => ({
    code: 'moving_tag',
    message: `Image "${image}" of ${name} may be another one tomorrow: a rollback cannot bring it back; name a version or a digest`,
  }));
}

const looksSecret =
  /(PASSWORD|PASSWD|(?:^|_)PASS|SECRET|TOKEN|(?:SECRET|ACCESS|PRIVATE|API)_?KEY|CREDENTIALS?|(?:^|_)DSN|DATABASE_URL|REDIS_URL)$/i;

function plainSecrets(site: StarterSite): readonly PlanWarning[] {
  const { params } = site;
  const names = componentsOf(params).map(({ name }) => name);
  const plain = names.flatMap((name) =>
    Object.keys(params[name].env)
      .filter((variable) => looksSecret.test(variable))
      .map((variable) => `${name}.env.${variable}`),
  );
  const inStatic = names.filter((name) => secretsOf(site, name)?.kind === 'static');
  return [
    ...when(plain.length > 0, {
      code: 'plain_secret',
      message: `${plain.join(', ')} may hold a secret: plain values are stored and shown as they are`,
    }),
    ...when(isProduction(site, names) && inStatic.length > 0, {
      code: 'static_secrets',
      message: `Secrets of ${inStatic.join(', ')} are static in production: nothing rotates them; External Secrets would`,
    }),
  ];
}

function isProduction({ params }: StarterSite, names: readonly ComponentName[]): boolean {
  return names.some((name) => /^prod/i.test(params[name].env['ENVIRONMENT'] ?? ''));
}

/** What nothing here can see of files: whether the driver fetches them. */
function fileAccess(site: StarterSite): readonly PlanWarning[] {
  const { tenant, params } = site;
  const names = componentsOf(params)
    .map(({ name }) => name)
    .filter((name) => secretProviderClass(site, name) !== undefined);
  return when(names.length > 0, {
    code: 'secret_files_access',
    message: `Pods of ${names.join(', ')} start once CSI driver ${driverRef(site).name} with provider ${params.secretFiles.provider} is installed and service account default of namespace ${tenant.namespace} may read their files at the provider`,
  });
}

/** What the document asks for on the way in. */
function openRoutes(site: StarterSite): readonly PlanWarning[] {
  const routes = routesOf(site);
  const bare = routes.flatMap(({ hosts, tls }) =>
    hosts.filter((host) => !tls.some((each) => each.hosts.includes(host))),
  );
  const certificates = routes.flatMap(({ tls }) => tls.map(({ secretName }) => secretName));
  const { clusterIssuer = '' } = site.settings;
  return [
    ...when(bare.length > 0, {
      code: 'host_without_tls',
      message: `No certificate is named for ${bare.join(', ')}`,
    }),
    ...when(certificates.length > 0 && clusterIssuer === '', {
      code: 'certificate_not_issued',
      message: `CLUSTER_ISSUER is not set, so nothing here issues a certificate: Secret ${certificates.join(', ')} must come to namespace ${site.tenant.namespace} from elsewhere`,
    }),
  ];
}

/** A store in a namespace that this operation makes cannot be there before. */
function storeToCome(site: StarterSite): readonly PlanWarning[] {
  const { name, kind } = site.params.externalSecrets.secretStoreRef;
  return when(kind === 'SecretStore' && externalSecrets(site).length > 0, {
    code: 'store_in_namespace',
    message: `SecretStore "${name}" must be put into namespace ${site.tenant.namespace} while the create waits for its secrets`,
  });
}

function when(isTold: boolean, warning: PlanWarning): readonly PlanWarning[] {
  return isTold ? [warning] : [];
}
