import type { CatalogSettings } from '../shared/blueprints/catalog.ts';
import type { Environment } from './command-context.ts';

/** What `render` reads of the environment, as the server does, with the server's defaults. */
export const catalogVariables = {
  BASE_DOMAIN: 'kairos.app',
  GKE_NAMESPACE: 'frappe',
  FRAPPE_IMAGE: 'frappe/frappe-worker:v15',
} as const;

/** The settings of the products. An empty variable counts as not set. */
export function catalogSettings(environment: Environment): CatalogSettings {
  const read = (name: keyof typeof catalogVariables) => {
    const text = environment[name]?.trim() ?? '';
    return text === '' ? catalogVariables[name] : text;
  };
  return {
    frappe: {
      baseDomain: read('BASE_DOMAIN'),
      namespace: read('GKE_NAMESPACE'),
      image: read('FRAPPE_IMAGE'),
    },
  };
}
