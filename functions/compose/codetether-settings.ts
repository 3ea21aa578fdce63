import type { CodetetherSettings } from '../../shared/blueprints/codetether/codetether-settings.ts';
import type { Config } from '../config.ts';

const hourMs = 3_600_000;

/** What product codetether is told of this deployment. */
export function codetetherSettings(
  config: Pick<
    Config,
    | 'CODETETHER_DATABASE_APP_ROLE'
    | 'CODETETHER_SOURCE_NAMESPACE'
    | 'CODETETHER_ALLOW_LATEST'
    | 'CODETETHER_BASE_DOMAINS'
    | 'CODETETHER_IMAGE_REPOSITORIES'
    | 'CLOUDFLARE_TUNNEL_ID'
    | 'KEYCLOAK_URL'
    | 'SOFT_DELETE_HOURS'
  >,
): CodetetherSettings {
  const { CLOUDFLARE_TUNNEL_ID: tunnelId } = config;
  return {
    sourceNamespace: config.CODETETHER_SOURCE_NAMESPACE,
    softDeleteMs: config.SOFT_DELETE_HOURS * hourMs,
    baseDomains: config.CODETETHER_BASE_DOMAINS,
    imageRepositories: config.CODETETHER_IMAGE_REPOSITORIES,
    isLatestAllowed: config.CODETETHER_ALLOW_LATEST === 'on',
    systems: {
      ...{
        hasRealms: config.KEYCLOAK_URL !== undefined,
        hasDatabase: config.CODETETHER_DATABASE_APP_ROLE !== undefined,
        hasTunnel: tunnelId !== undefined,
      },
      ...(tunnelId !== undefined && { dnsTarget: `${tunnelId}.cfargotunnel.com` }),
    },
  };
}
