import { engineVariables } from './engine-variables.ts';
import { productVariables } from './product-variables.ts';
import { everywhere, type VariableDoc } from './variable-doc.ts';

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
  ...productVariables,
  ...engineVariables,
} as const satisfies Readonly<Record<string, VariableDoc>>;

export type VariableName = keyof typeof variableDocs;
