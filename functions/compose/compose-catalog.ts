import type { Catalog } from '../../shared/blueprint/blueprint.ts';
import { createCatalog } from '../../shared/blueprints/catalog.ts';
import { TenantryError } from '../../shared/tenant/errors.ts';
import type { Config } from '../config.ts';
import { codetetherSettings } from './codetether-settings.ts';

const hourMs = 3_600_000;

/** All products as configured. Throws `invalid_configuration` when the default one is none of them. */
export function composeCatalog(config: Config): Catalog {
  const catalog = createCatalog({
    frappe: {
      baseDomain: config.BASE_DOMAIN,
      namespace: config.GKE_NAMESPACE,
      image: config.FRAPPE_IMAGE,
      hasWelcomeMail: config.FRAPPE_WELCOME_MAIL === 'on',
      softDeleteMs: config.SOFT_DELETE_HOURS * hourMs,
    },
    codetether: codetetherSettings(config),
    starter: {
      baseDomain: config.BASE_DOMAIN,
      clusterIssuer: config.CLUSTER_ISSUER ?? '',
      isLatestAllowed: config.mode === 'local',
      softDeleteMs: config.SOFT_DELETE_HOURS * hourMs,
    },
  });
  if (catalog.has(config.DEFAULT_PRODUCT)) return catalog;
  throw new TenantryError(
    'invalid_configuration',
    `Cannot start: DEFAULT_PRODUCT must be one of ${[...catalog.keys()].join(', ')}`,
  );
}
