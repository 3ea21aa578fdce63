import { everywhere, type VariableDoc } from './variable-doc.ts';

const hostRule = 'a DNS name such as kairos.app';
const labelRule = 'a Kubernetes name: a-z, 0-9 and "-", at most 63 characters';

/** What products and the systems in which their tenants have parts are set up with. */
export const productVariables = {
  BASE_DOMAIN: {
    summary:
      'Domain under which tenants of `frappe` get their sites, and those of `starter` that name no host of their own.',
    rule: hostRule,
    ...everywhere('kairos.app'),
  },
  GKE_NAMESPACE: {
    summary: 'Namespace in which `frappe` and its shared volumes live.',
    rule: labelRule,
    ...everywhere('frappe'),
  },
  FRAPPE_IMAGE: {
    summary: 'Container image that provisions `frappe` sites.',
    rule: 'a container image such as frappe/frappe-worker:v15',
    ...everywhere('frappe/frappe-worker:v15'),
  },
  FRAPPE_WELCOME_MAIL: {
    summary:
      'Whether the first user of a `frappe` site gets a mail when the site is ready (`docs/effects.md`). Set it for every function, and `MAIL_FROM` with it.',
    rule: 'on or off; on only with MAIL_FROM',
    ...everywhere('off'),
  },
  CODETETHER_SOURCE_NAMESPACE: {
    summary:
      'Namespace of the Secrets `gcr-pull-secret` and `codetether-db-credentials`, which every tenant of `codetether` gets a copy of.',
    rule: labelRule,
    ...everywhere('a2a-server'),
  },
  CODETETHER_BASE_DOMAINS: {
    summary:
      'Domains under which any operator may create tenants of `codetether`, with commas; another one is for an admin of all organizations. Each must be in the zone of `CLOUDFLARE_ZONE_ID`, where that is set.',
    rule: 'DNS names with commas, such as codetether.run',
    ...everywhere('codetether.run'),
  },
  CODETETHER_IMAGE_REPOSITORIES: {
    summary:
      "Images, without a tag, that any operator may give to tenants of `codetether`, with commas; another one is for an admin of all organizations, because every image gets the shared database's address.",
    rule: 'image repositories with commas, such as registry.example.com/team/app',
    ...everywhere('us-central1-docker.pkg.dev/spotlessbinco/codetether/a2a-server-mcp'),
  },
  CODETETHER_ALLOW_LATEST: {
    summary:
      'Whether tenants of `codetether` may be asked for with the image tag `latest`, the default of its values.',
    rule: 'on or off',
    local: 'on',
    deployed: 'off',
  },
  CODETETHER_DATABASE_APP_ROLE: {
    summary:
      'Role as which the application of `codetether` signs in to the database that its tenants share (`docs/systems.md`). Set it for every function; without it tenants get no row there.',
    rule: 'the name of a role of that database, at most 63 characters',
    requiredBy: 'tenant-database',
  },
  CODETETHER_DATABASE_URL: {
    summary:
      'That PostgreSQL database, as our own role; a secret, read by functions that work on tenants.',
    rule: 'postgres://user:password@host/database, with ?sslmode=verify-full (or disable) unless the host is this machine',
    part: 'tenant-database',
    isRequired: true,
  },
  CLUSTER_ISSUER: {
    summary:
      "cert-manager's ClusterIssuer that Ingresses of `starter` name; without it they ask for no certificate.",
    rule: 'a Kubernetes name: a-z, 0-9, "-" and ".", at most 253 characters',
  },
  KEYCLOAK_URL: {
    summary:
      'Keycloak in which each tenant of `codetether` gets a realm (`docs/systems.md`). Set it for every function; those that run the engine need the client too. Without it tenants get no realm.',
    rule: 'an https address, or http on this machine, with the path under which Keycloak is served',
    requiredBy: 'keycloak',
  },
  KEYCLOAK_REALM: {
    summary: 'Realm of the client as which Tenantry acts there.',
    rule: 'the name of a realm, at most 253 characters',
    part: 'keycloak',
    ...everywhere('master'),
  },
  KEYCLOAK_CLIENT_ID: {
    summary: 'That client: confidential, with a service account that may create realms.',
    rule: 'the id of a client, at most 255 characters',
    part: 'keycloak',
    isRequired: true,
  },
  KEYCLOAK_CLIENT_SECRET: {
    summary: 'Its secret; only for the engine.',
    rule: 'the secret of that client; keep it in a secret manager',
    part: 'keycloak',
    isRequired: true,
  },
  MAIL_FROM: {
    summary:
      'Sender of messages to tenants (`docs/systems.md`). Set it for every function; those that run the engine need `SMTP_URL` too. Without it no tenant gets mail.',
    rule: 'an address such as hello@example.com, or Name <hello@example.com>',
    requiredBy: 'mail',
  },
  SMTP_URL: {
    summary: 'Mail server that they go out by; a secret, only for the engine.',
    rule: 'smtps://user:password@host or, with STARTTLS, smtp://user:password@host, with :port if it is not the usual one; user and password percent-encoded',
    part: 'mail',
    isRequired: true,
  },
  MAIL_TIMEOUT_MS: {
    summary:
      'How long one message may take, from the connection to the answer. A server that looks long before it answers needs more: what is not answered in time is left to a person.',
    rule: 'a whole number of milliseconds from 100 to 3600000; at most LEASE_MS - LEASE_MARGIN_MS',
    part: 'mail',
    local: '5000',
    deployed: '30000',
  },
  CLOUDFLARE_TUNNEL_ID: {
    summary:
      'Tunnel through which tenants of `codetether` are reached (`docs/systems.md`): each gets a DNS record and a rule. Set it for all functions; those that run the engine need the other three too.',
    rule: 'the id of a tunnel that is managed remotely, a UUID',
    requiredBy: 'cloudflare',
  },
  CLOUDFLARE_API_TOKEN: {
    summary: 'API token with the rights that `docs/systems.md` names; only for the engine.',
    rule: 'an API token, not a global key; keep it in a secret manager',
    part: 'cloudflare',
    isRequired: true,
  },
  CLOUDFLARE_ZONE_ID: {
    summary: 'Zone of the hosts of tenants.',
    rule: 'the 32 hexadecimal digits of a zone',
    part: 'cloudflare',
    isRequired: true,
  },
  CLOUDFLARE_ACCOUNT_ID: {
    summary: 'Account of the tunnel.',
    rule: 'the 32 hexadecimal digits of an account',
    part: 'cloudflare',
    isRequired: true,
  },
  CLOUDFLARE_API_URL: {
    summary: "Where Cloudflare's API is.",
    rule: 'an https address, or http on this machine',
    part: 'cloudflare',
    ...everywhere('https://api.cloudflare.com/client/v4'),
  },
} as const satisfies Readonly<Record<string, VariableDoc>>;
