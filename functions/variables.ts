/** Where the program runs: `local` is `npm start`, `deployed` a function in the cloud. */
export type Mode = 'local' | 'deployed';

/** What a function is made of, and what stands behind it. A variable of a part matters only to it. */
export type Part =
  | 'store'
  | 'queue'
  | 'cluster'
  | 'vault'
  /** Google's services call the function and show who they are. */
  | 'callers'
  /** Stripe calls the function and signs what it says. */
  | 'billing'
  | 'firestore'
  | 'pubsub'
  | 'secret-manager'
  /** Systems besides the cluster in which tenants have parts; each of them may be missing. */
  | 'systems'
  /** One of them, wanted as soon as one of its variables is set. */
  | 'tenant-database'
  | 'cloudflare'
  | 'keycloak'
  /** Any part of a Google Cloud project. */
  | 'google-cloud'
  | 'kubeconfig';

/** What a reader needs to know of one environment variable; `docs/configuration.md` is made of it. */
export interface VariableDoc {
  readonly summary: string;
  /** Read only when this part was chosen; absent: always. */
  readonly part?: Part;
  /** Whether its part cannot do without. */
  readonly isRequired?: true;
  /** A part that cannot do without, though the variable is always read. */
  readonly requiredBy?: Part;
  /** Absent: the variable has no default there. */
  readonly local?: string;
  readonly deployed?: string;
  /** What a good value looks like; the text of the error when a value is bad. */
  readonly rule: string;
}

const everywhere = (value: string) => ({ local: value, deployed: value });

const hostRule = 'a DNS name such as kairos.app';
const labelRule = 'a Kubernetes name: a-z, 0-9 and "-", at most 63 characters';
const millisecondsRule = 'a whole number of milliseconds from 100 to 3600000';

/** Every environment variable that Tenantry reads. An empty value counts as not set. */
export const variableDocs = {
  PORT: {
    summary: 'Port to listen on; 0 takes any free one.',
    rule: 'a whole number from 0 to 65535',
    ...everywhere('8080'),
  },
  HOST: {
    summary: 'Address to listen on.',
    rule: 'an IP address or localhost',
    local: '127.0.0.1',
    deployed: '0.0.0.0',
  },
  ALLOWED_ORIGINS: {
    summary:
      'Web origins that browsers may call from (CORS): `*` or a list with commas. Not set while `AUTH` is off and the cluster is a real one: pages of this machine only.',
    rule: '* or origins with commas, such as https://app.example.com,http://localhost:3000',
    ...everywhere('*'),
  },
  AUTH: {
    summary:
      'Whether callers must show an API key (`X-API-Key`). Not set: `off` for `npm start` on a loopback address, else `on`.',
    rule: 'on or off; off only while HOST is a loopback address',
  },
  LOG_LEVEL: {
    summary: 'The least severe log line that is written (to stderr, one JSON object a line).',
    rule: 'info, warn or error',
    local: 'warn',
    deployed: 'info',
  },
  RATE_LIMIT: {
    summary:
      'Requests a minute that one caller may make of one instance; more are answered 429. 0 sets no limit.',
    rule: 'a whole number from 0 to 1000000',
    local: '0',
    deployed: '1200',
  },
  CURSOR_KEY: {
    summary:
      'Secret that signs the cursors of lists, shared by all instances. Without it a key is made once and kept in the store.',
    rule: 'at least 32 characters; keep it in a secret manager',
  },
  DEFAULT_PRODUCT: {
    summary: 'Product of a new tenant whose request names none.',
    rule: 'the name of a product of this program (GET /products)',
    ...everywhere('frappe'),
  },
  TENANTRY_DATA: {
    summary: 'Folder of the embedded store, queue and simulated cluster.',
    rule: 'a path',
    local: '.tenantry',
  },
  TENANTRY_STORE: {
    summary: 'Where records are kept: `embedded` in a file in `TENANTRY_DATA`, or in `firestore`.',
    rule: 'embedded or firestore; a deployed function must say which',
    part: 'store',
    isRequired: true,
    local: 'embedded',
  },
  TENANTRY_QUEUE: {
    summary:
      'What carries work to the engine: `embedded` in the same file, or `pubsub`, which pushes it to `/push`.',
    rule: 'embedded or pubsub; a deployed function must say which',
    part: 'queue',
    isRequired: true,
    local: 'embedded',
  },
  TENANTRY_VAULT: {
    summary:
      'Where secret values of params are kept (`docs/secrets.md`): `embedded`, encrypted in the same file, or in `secret-manager`. Deployed and not set: nowhere, and they are refused.',
    rule: 'embedded or secret-manager',
    part: 'vault',
    local: 'embedded',
  },
  SEAL_KEY: {
    summary:
      'Secret that the tokens of secret values are made with, the same for all functions that take wishes. Without it they refuse secret values. The embedded vault has its own in `vault-key`.',
    rule: '32 random bytes in base64 (openssl rand -base64 32); keep it in a secret manager',
    part: 'secret-manager',
  },
  SECRET_MANAGER_URL: {
    summary: 'Where Secret Manager is; an address on this machine gets no credentials.',
    rule: 'an https address, or http on this machine',
    part: 'secret-manager',
    ...everywhere('https://secretmanager.googleapis.com'),
  },
  GOOGLE_CLOUD_PROJECT: {
    summary: 'Project of Firestore, Pub/Sub and Secret Manager; read only with one of them.',
    rule: 'the id of a Google Cloud project',
    part: 'google-cloud',
    isRequired: true,
  },
  FIRESTORE_DATABASE: {
    summary: 'Database in the project; read only with `TENANTRY_STORE=firestore`.',
    rule: '(default), or 4 to 63 characters of a-z, 0-9 and "-"',
    part: 'firestore',
    ...everywhere('(default)'),
  },
  FIRESTORE_EMULATOR_HOST: {
    summary: 'Uses the Firestore emulator there, without credentials.',
    rule: 'host:port, such as 127.0.0.1:8081',
    part: 'firestore',
  },
  PUBSUB_TOPIC: {
    summary: 'Topic that work is published to; read only with `TENANTRY_QUEUE=pubsub`.',
    rule: 'the name of a topic of the project, without its path',
    part: 'pubsub',
    isRequired: true,
  },
  PUBSUB_EMULATOR_HOST: {
    summary: 'Uses the Pub/Sub emulator there, without credentials.',
    rule: 'host:port, such as 127.0.0.1:8085',
    part: 'pubsub',
  },
  PUSH_AUDIENCE: {
    summary:
      'Audience of the tokens with which Pub/Sub calls `provision` and `admin` and Cloud Scheduler calls `sweep`, each with its own.',
    rule: 'what the push subscription or the job says, commonly the URL of the function',
    part: 'callers',
    isRequired: true,
  },
  PUSH_SERVICE_ACCOUNT: {
    summary:
      'The only service account that may call `provision`, `sweep`, or `POST /dead-letters` of `admin`.',
    rule: 'the e-mail address of a service account',
    part: 'callers',
    isRequired: true,
  },
  TOKEN_CERTS_URL: {
    summary: 'Where the keys are that Google signs tokens with.',
    rule: 'an https address, or http on this machine',
    part: 'callers',
    ...everywhere('https://www.googleapis.com/oauth2/v3/certs'),
  },
  STRIPE_WEBHOOK_SECRET: {
    summary:
      'Signing secret of the webhook endpoint in Stripe that calls `billing`; two with a comma while it is rolled. `npm start` takes events only when it is set.',
    rule: 'one to four secrets that begin with whsec_, with commas',
    part: 'billing',
    isRequired: true,
  },
  TENANTRY_CLUSTER: {
    summary:
      'Which cluster tenants get: `simulated` (none, and says so; not with Firestore itself), `kubeconfig` or `in-cluster`. Deployed, `USE_IN_CLUSTER` decides when it is not set.',
    rule: 'simulated, kubeconfig or in-cluster',
    part: 'cluster',
    local: 'simulated',
  },
  USE_IN_CLUSTER: {
    summary:
      'Deployed and without `TENANTRY_CLUSTER`: `true` uses the service account of the pod, `false` uses `KUBECONFIG`. `npm start` does not read it: there only `TENANTRY_CLUSTER` leads to a real cluster.',
    rule: 'true or false',
    part: 'cluster',
    ...everywhere('true'),
  },
  KUBECONFIG: {
    summary: 'Path of the kubeconfig; read only when the cluster is `kubeconfig`.',
    rule: 'the path of a kubeconfig file (the cluster is kubeconfig)',
    part: 'kubeconfig',
    isRequired: true,
  },
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
  CODETETHER_SOURCE_NAMESPACE: {
    summary:
      'Namespace of the Secrets `gcr-pull-secret` and `codetether-db-credentials`, which every tenant of `codetether` gets a copy of.',
    rule: labelRule,
    ...everywhere('a2a-server'),
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
  TOMBSTONE_HOURS: {
    summary: 'How long a deleted tenant answers 410; after that 404.',
    rule: 'a number of hours above 0, at most 8760',
    ...everywhere('24'),
  },
  SOFT_DELETE_HOURS: {
    summary:
      'How long a deleted tenant of product frappe, starter or codetether is only suspended and can be restored; 0: not at all.',
    rule: 'a number of hours, at most 8760',
    ...everywhere('0'),
  },
  SWEEP_PERIOD_MS: {
    summary:
      'How often the engine of `npm start` looks for tenants whose time has come. Deployed it has no effect: Cloud Scheduler says when.',
    rule: millisecondsRule,
    local: '1000',
    deployed: '60000',
  },
  WALK_PERIOD_MS: {
    summary:
      'How often `npm start` walks over the cluster and compares what tenants have with what they should have. Deployed it has no effect: Cloud Scheduler says when.',
    rule: millisecondsRule,
    local: '60000',
    deployed: '600000',
  },
  WALK_DELETE_ORPHANS: {
    summary:
      'Whether the walk deletes objects that carry the label of a tenant that is gone. Namespaces and volume claims are never deleted. `off`: they are reported only.',
    rule: 'on or off',
    ...everywhere('off'),
  },
  WALK_BREAKER_PERCENT: {
    summary:
      'When more than this many percent of the tenants that a walk has seen, and at least 5, look broken, it starts no more repairs and logs an error. 100 never stops it.',
    rule: 'a whole number from 1 to 100',
    ...everywhere('20'),
  },
  LEASE_MS: {
    summary: 'How long one worker may hold a tenant without a sign of life.',
    rule: `${millisecondsRule}; at least WORK_MS + CALL_TIMEOUT_MS + LEASE_MARGIN_MS`,
    local: '10000',
    deployed: '90000',
  },
  WORK_MS: {
    summary: 'How long one invocation of the engine works before it hands over to the next.',
    rule: millisecondsRule,
    local: '6000',
    deployed: '60000',
  },
  CALL_TIMEOUT_MS: {
    summary: 'How long one call to a cluster may take.',
    rule: millisecondsRule,
    local: '2000',
    deployed: '10000',
  },
  LEASE_MARGIN_MS: {
    summary: 'What must be left of a lease beyond a call that is about to start.',
    rule: millisecondsRule,
    local: '1000',
    deployed: '5000',
  },
} as const satisfies Readonly<Record<string, VariableDoc>>;

export type VariableName = keyof typeof variableDocs;
