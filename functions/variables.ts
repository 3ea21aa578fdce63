/** Where the program runs: `local` is `npm start`, `deployed` a function in the cloud. */
export type Mode = 'local' | 'deployed';

/** What a function is made of, and what stands behind it. A variable of a part matters only to it. */
export type Part =
  | 'store'
  | 'queue'
  | 'cluster'
  /** Google's services call the function and show who they are. */
  | 'callers'
  | 'firestore'
  | 'pubsub'
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
  GOOGLE_CLOUD_PROJECT: {
    summary: 'Project of Firestore and Pub/Sub; read only with one of them.',
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
    summary: 'Domain under which tenants of `frappe` get their sites.',
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
  TOMBSTONE_HOURS: {
    summary: 'How long a deleted tenant answers 410; after that 404.',
    rule: 'a number of hours above 0, at most 8760',
    ...everywhere('24'),
  },
  SOFT_DELETE_HOURS: {
    summary:
      'How long a deleted tenant of product frappe is only suspended and can be restored; 0: not at all.',
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
