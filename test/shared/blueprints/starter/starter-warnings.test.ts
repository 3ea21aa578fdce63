import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../../shared/tenant/json.ts';
import { mergePatch } from '../../../../shared/tenant/merge-patch.ts';
import { blueprint, contextOf } from './starter-context.ts';

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
      [],
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

  it('are not told of operations that roll out nothing new', () => {
    expect(blueprint.warnings?.({ ...contextOf(), kind: 'suspend' })).toEqual([]);
  });
});
