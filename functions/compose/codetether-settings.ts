import type { CodetetherSettings } from '../../shared/blueprints/codetether/codetether-settings.ts';
import type { Config } from '../config.ts';

/** What product codetether is told of this deployment. */
export function codetetherSettings(
  config: Pick<Config, 'CODETETHER_SOURCE_NAMESPACE' | 'CODETETHER_ALLOW_LATEST'>,
): CodetetherSettings {
  return {
    sourceNamespace: config.CODETETHER_SOURCE_NAMESPACE,
    isLatestAllowed: config.CODETETHER_ALLOW_LATEST === 'on',
    systems: { hasRealms: false, hasDatabase: false, hasTunnel: false },
  };
}
