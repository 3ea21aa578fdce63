import { describe, expect, it } from 'vitest';
import { createStarterBlueprint } from '../../../../shared/blueprints/starter/create-starter-blueprint.ts';
import type { JsonObject } from '../../../../shared/tenant/json.ts';
import { mergePatch } from '../../../../shared/tenant/merge-patch.ts';
import { contextOf } from './starter-context.ts';

const settings = { baseDomain: 'starter.example', clusterIssuer: 'letsencrypt' };
const blueprint = createStarterBlueprint(settings);

/** Values that nothing is wrong with. */
const complete: JsonObject = {
  api: {
    env: {
      ENVIRONMENT: 'production',
      APP_PUBLIC_URL: 'https://acme.example',
      SECRETS_PROVIDER: 'gcp_sm',
      AUTH_KEY_STORAGE_BACKEND: 'secret-manager',
      AUTH_KEY_STORAGE_PROVIDER: 'gcp_sm',
      AUTH_KEY_SECRET_NAME: 'auth-key',
      STORAGE_PROVIDER: 'gcs',
    },
  },
  web: { env: { API_BASE_URL: 'http://acme-api:8000' } },
  worker: { enabled: true, image: 'registry/app-api:1.2.3' },
  externalSecrets: { api: { data: { DATABASE_URL: 'prod/db', REDIS_URL: 'prod/redis' } } },
};

function codes(values: JsonObject): readonly string[] {
  const context = contextOf(mergePatch(complete, values));
  return (blueprint.warnings?.({ ...context, kind: 'create' }) ?? []).map(({ code }) => code);
}

describe('warnings of starter', () => {
  it.each<[string, JsonObject, readonly string[]]>([
    ['nothing is missing', {}, []],
    [
      'a variable of the API is missing',
      { api: { env: { STORAGE_PROVIDER: null } } },
      ['environment_incomplete'],
    ],
    ['a variable of the web app is missing', { web: { env: null } }, ['environment_incomplete']],
    [
      'a secret of the API is missing',
      { externalSecrets: { api: { data: { REDIS_URL: null } } } },
      ['environment_incomplete'],
    ],
    ['several pods retry billing', { worker: { enabled: false } }, ['billing_not_dedicated']],
    [
      'several pods retry billing although nothing scales',
      { worker: { enabled: false }, autoscaling: { enabled: false } },
      ['billing_not_dedicated'],
    ],
    [
      'one pod alone retries billing',
      { worker: { enabled: false }, autoscaling: { api: { minReplicas: 1, maxReplicas: 1 } } },
      [],
    ],
    [
      'no pod retries billing',
      {
        worker: { enabled: false },
        api: {
          env: { ENABLE_BILLING_RETRY_WORKER: 'false', ENABLE_BILLING_STREAM_REPLAY: 'false' },
        },
      },
      ['billing_off', 'billing_off'],
    ],
    [
      'pods retry billing and none replays it',
      { worker: { enabled: false }, api: { env: { ENABLE_BILLING_STREAM_REPLAY: 'false' } } },
      ['billing_off', 'billing_not_dedicated'],
    ],
    [
      'the API and the worker retry billing',
      { api: { env: { ENABLE_BILLING_RETRY_WORKER: 'true' } } },
      ['billing_twice'],
    ],
    [
      'the API retries billing for the worker',
      {
        api: { env: { ENABLE_BILLING_RETRY_WORKER: 'true' } },
        worker: { env: { ENABLE_BILLING_RETRY_WORKER: 'false' } },
      },
      [],
    ],
    [
      'the worker does not retry billing',
      { worker: { env: { ENABLE_BILLING_RETRY_WORKER: 'false' } } },
      ['billing_off'],
    ],
    [
      'a component that is off has secrets',
      {
        worker: { enabled: false, secretName: 'own' },
        autoscaling: { api: { minReplicas: 1, maxReplicas: 1 } },
        externalSecrets: { worker: { data: { A: 'prod/a' } } },
      },
      ['not_used'],
    ],
    ['a Secret has a name and no secrets', { web: { secretName: 'own' } }, ['not_used']],
    ['a Secret has a name', { api: { secretName: 'own' } }, []],
    [
      'the store is in the namespace',
      { externalSecrets: { secretStoreRef: { kind: 'SecretStore' } } },
      ['store_in_namespace'],
    ],
    ['an image moves', { web: { image: 'registry/app-web:main' } }, ['moving_tag']],
    [
      'a secret stands in plain text',
      {
        externalSecrets: { api: { data: { DATABASE_URL: null } } },
        api: { env: { DATABASE_URL: 'x' } },
      },
      ['plain_secret'],
    ],
    [
      'secrets are static in production',
      {
        externalSecrets: { enabled: false, api: { data: {} } },
        api: { secrets: { DATABASE_URL: 'x', REDIS_URL: 'y' } },
      },
      ['static_secrets', 'external_secrets_off'],
    ],
    [
      'secrets are static elsewhere',
      {
        externalSecrets: { enabled: false, api: null },
        api: { env: { ENVIRONMENT: 'staging' }, secrets: { DATABASE_URL: 'x', REDIS_URL: 'y' } },
      },
      [],
    ],
    [
      'a host has no certificate',
      { ingress: { hosts: [{ host: 'a.example' }] } },
      ['host_without_tls'],
    ],
  ])('are these when %s', (_what, values, expected) => {
    expect(codes(values)).toEqual(expected);
  });

  it('name what is missing', () => {
    const context = contextOf();
    const [api] = blueprint.warnings?.({ ...context, kind: 'update' }) ?? [];

    expect(api?.message).toContain(
      'AUTH_KEY_SECRET_NAME, STORAGE_PROVIDER, DATABASE_URL, REDIS_URL',
    );
  });

  it.each([
    'SECRET_KEY',
    'AWS_SECRET_ACCESS_KEY',
    'STRIPE_SECRET_KEY',
    'S3_ACCESS_KEY',
    'DB_PASS',
    'PASSWD',
    'PGPASSWORD',
    'SENTRY_DSN',
    'DSN',
    'GOOGLE_CREDENTIALS',
    'stripe_api_key',
  ])('tell that %s may be a secret', (name) => {
    expect(codes({ web: { env: { [name]: 'x' } } })).toEqual(['plain_secret']);
  });

  it.each(['AUTH_KEY_SECRET_NAME', 'BYPASS', 'AWS_ACCESS_KEY_ID', 'TOKEN_TTL'])(
    'take %s for what it is',
    (name) => {
      expect(codes({ web: { env: { [name]: 'x' } } })).toEqual([]);
    },
  );

  it.each([
    [{}, 'acme-tls'],
    [
      {
        ingress: {
          hosts: [{ host: 'a.example' }],
          tls: [{ secretName: 'a', hosts: ['a.example'] }],
        },
      },
      'Secret a ',
    ],
  ])('tell of certificates that nothing issues (%#)', (values, name) => {
    const context = contextOf(mergePatch(complete, values));
    const { warnings } = createStarterBlueprint({ baseDomain: 'starter.example' });

    expect(warnings?.({ ...context, kind: 'create' })).toMatchObject([
      { code: 'certificate_not_issued', message: expect.stringContaining(name) },
    ]);
  });

  it('tell of a store in the namespace until it can be there', () => {
    const values = { externalSecrets: { secretStoreRef: { kind: 'SecretStore' } } };
    const context = contextOf(mergePatch(complete, values));

    expect(blueprint.warnings?.({ ...context, kind: 'update' })).toEqual([]);
  });

  it('are not told of operations that roll out nothing new', () => {
    expect(blueprint.warnings?.({ ...contextOf(), kind: 'suspend' })).toEqual([]);
  });
});
