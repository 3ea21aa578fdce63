import type { CatalogSettings } from '../shared/blueprints/catalog.ts';
import type { Environment } from './command-context.ts';
import { UsageError } from './usage-error.ts';

interface Variable {
  /** The server's default; empty: none. */
  readonly preset: string;
  /** What the server accepts. */
  readonly pattern: RegExp;
  readonly rule: string;
}

const label = '[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?';

/** What `render` reads of the environment, by the server's rules (a test holds them equal). */
export const catalogVariables = {
  BASE_DOMAIN: {
    preset: 'kairos.app',
    pattern: new RegExp(`^(?=.{1,190}$)${label}(\\.${label})*$`),
    rule: 'a DNS name such as kairos.app',
  },
  GKE_NAMESPACE: {
    preset: 'frappe',
    pattern: new RegExp(`^${label}$`),
    rule: 'a Kubernetes name: a-z, 0-9 and "-", at most 63 characters',
  },
  FRAPPE_IMAGE: {
    preset: 'frappe/frappe-worker:v15',
    pattern: /^[\w][\w.:/@-]{0,511}$/,
    rule: 'a container image such as frappe/frappe-worker:v15',
  },
  CLUSTER_ISSUER: {
    preset: '',
    pattern: /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/,
    rule: 'a Kubernetes name: a-z, 0-9, "-" and ".", at most 253 characters',
  },
} as const satisfies Readonly<Record<string, Variable>>;

/** The settings of the products. An empty variable counts as not set; throws `UsageError` for a bad one. */
export function catalogSettings(environment: Environment): CatalogSettings {
  const read = (name: keyof typeof catalogVariables) => {
    const { preset, pattern, rule } = catalogVariables[name];
    const text = environment[name]?.trim() ?? '';
    if (text === '') return preset;
    if (!pattern.test(text)) throw new UsageError(`${name} must be ${rule}`);
    return text;
  };
  return {
    frappe: {
      baseDomain: read('BASE_DOMAIN'),
      namespace: read('GKE_NAMESPACE'),
      image: read('FRAPPE_IMAGE'),
    },
    // What the server's own settings add, such as the Secret of a realm's first user, is not rendered
    // here; whether latest is refused is for the server to say.
    codetether: {
      sourceNamespace: 'a2a-server',
      // Here everybody may choose: the server decides when it is asked.
      baseDomains: [],
      imageRepositories: [],
      isLatestAllowed: true,
      systems: { hasRealms: false, hasDatabase: false, hasTunnel: false },
    },
    starter: {
      baseDomain: read('BASE_DOMAIN'),
      clusterIssuer: read('CLUSTER_ISSUER'),
      isLatestAllowed: true,
    },
  };
}
