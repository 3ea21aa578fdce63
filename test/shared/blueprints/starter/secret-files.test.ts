import type { V1Deployment, V1Job, V1PodTemplateSpec } from '@kubernetes/client-node';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { paramsSchema } from '../../../../shared/blueprint/params-schema.ts';
import { parseParams } from '../../../../shared/blueprint/parse-params.ts';
import type { SecretProviderClass } from '../../../../shared/blueprints/starter/component-files.ts';
import {
  secretProviderNames,
  secretProviderOf,
} from '../../../../shared/blueprints/starter/secret-provider.ts';
import type { JsonObject } from '../../../../shared/tenant/json.ts';
import { mergePatch } from '../../../../shared/tenant/merge-patch.ts';
import type { OperationKind } from '../../../../shared/tenant/operation.ts';
import { blueprint, contextOf, images, namesOf, objectOf, render } from './starter-context.ts';

const version = (name: string) => `projects/p/secrets/${name}/versions/latest`;
const files: JsonObject = { 'db.url': version('db'), a: version('a') };

/** Files of the API, mounted, with these values besides. */
function filed(changes: JsonObject = {}): JsonObject {
  return mergePatch({ secretFiles: { enabled: true, api: { files } } }, changes) as JsonObject;
}

const worker = { enabled: true, image: 'registry/app-api:1.2.3' };

/** `pointer code` of every fault of secretFiles that is enabled, with these members. */
function faultsOf(secretFiles: JsonObject): readonly string[] {
  const given = { ...images, secretFiles: { enabled: true, ...secretFiles } };
  const parsed = parseParams(blueprint, given, '');
  return parsed.ok
    ? []
    : parsed.errors.map(({ pointer, code }) => `${pointer.replace('/secretFiles', '')} ${code}`);
}

function podOf(values: JsonObject, name: string, kind = 'Deployment'): V1PodTemplateSpec {
  const { spec } = objectOf<V1Deployment | V1Job>(render(values), kind, `acme-${name}`);
  if (spec === undefined) throw new Error('Cannot find the pod');
  return spec.template;
}

function classOf(values: JsonObject, name = 'api'): SecretProviderClass {
  return objectOf(render(values), 'SecretProviderClass', `acme-${name}-files`);
}

describe('secrets as files', () => {
  it('are off until they are asked for', () => {
    const off = { secretFiles: { api: { files } } };

    expect(render(off)).toEqual(render());
  });

  it('are fetched for the components that have some, before any pod', () => {
    const values = filed({ worker, secretFiles: { worker: { files: { b: version('b') } } } });
    const names = namesOf(render(values));

    expect(names.slice(0, 4)).toEqual([
      'Namespace starter-acme',
      'SecretProviderClass acme-api-files',
      'SecretProviderClass acme-worker-files',
      'PodDisruptionBudget acme-api',
    ]);
    expect(names.filter((name) => name.startsWith('SecretProviderClass'))).toHaveLength(2);
    expect(classOf(values).metadata?.namespace).toBe('starter-acme');
  });

  it('of a worker that is off are left out', () => {
    const values = filed({ secretFiles: { worker: { files: { b: version('b') } } } });

    expect(namesOf(render(values))).not.toContain('SecretProviderClass acme-worker-files');
  });

  it.each([
    ['Deployment', 'api'],
    ['Job', 'migrate'],
  ])('are read-only volumes of the pods: %s %s', (kind, name) => {
    const { spec } = podOf(filed(), name, kind);

    expect(spec?.volumes).toEqual([
      {
        name: 'secret-files',
        csi: {
          driver: 'secrets-store.csi.k8s.io',
          readOnly: true,
          volumeAttributes: { secretProviderClass: 'acme-api-files' },
        },
      },
    ]);
    expect(spec?.containers.map(({ volumeMounts }) => volumeMounts)).toEqual([
      [{ name: 'secret-files', mountPath: '/var/run/secrets/app', readOnly: true }],
    ]);
    expect(spec?.automountServiceAccountToken).toBe(false);
  });

  it('change nothing of a component without any', () => {
    expect(podOf(filed(), 'web')).toEqual(podOf({}, 'web'));
  });

  it('are where and by whom the values say', () => {
    const place = { mountPath: '/srv/keys', driver: 'own.csi.example' };
    const { spec } = podOf(filed({ secretFiles: place }), 'api');

    expect(spec?.containers[0]?.volumeMounts?.[0]?.mountPath).toBe('/srv/keys');
    expect(spec?.volumes?.[0]?.csi?.driver).toBe('own.csi.example');
  });

  it('are mounted by Google’s add-on for provider gke', () => {
    const values = filed({ secretFiles: { provider: 'gke' } });

    expect(podOf(values, 'api').spec?.volumes?.[0]?.csi?.driver).toBe(
      'secrets-store-gke.csi.k8s.io',
    );
    expect(classOf(values).spec.provider).toBe('gke');
  });

  it.each<[string, JsonObject]>([
    ['an identifier', { api: { files: { a: version('other') } } }],
    ['a file', { api: { files: { b: version('a') } } }],
    ['the provider', { provider: 'gke', driver: 'secrets-store.csi.k8s.io' }],
  ])('start pods anew when %s changes, and no others', (_what, secretFiles) => {
    const changed = filed({ secretFiles });

    expect(podOf(changed, 'api').metadata?.annotations).not.toEqual(
      podOf(filed(), 'api').metadata?.annotations,
    );
    expect(podOf(changed, 'web')).toEqual(podOf(filed(), 'web'));
  });

  it('do not start pods anew for the order in which they are named', () => {
    const turned = {
      secretFiles: { enabled: true, api: { files: { a: version('a'), 'db.url': version('db') } } },
    };

    expect(render(turned)).toEqual(render(filed()));
  });

  it('leave the mark of variables as it is', () => {
    const externalSecrets = { api: { data: { A: 'prod/a' } } };
    const before = podOf({ externalSecrets }, 'api').metadata?.annotations;

    expect(Object.keys(before ?? {})).toEqual(['tenantry.dev/secrets']);
    expect(podOf(filed({ externalSecrets }), 'api').metadata?.annotations).toMatchObject({
      ...before,
    });
  });
});

describe('lists of secrets', () => {
  it.each<[string, JsonObject, JsonObject, string, unknown]>([
    [
      'gcp',
      {},
      { a: version('a'), b: 'projects/p/locations/eu/secrets/b/versions/2' },
      'secrets',
      [
        { resourceName: version('a'), path: 'a' },
        { resourceName: 'projects/p/locations/eu/secrets/b/versions/2', path: 'b' },
      ],
    ],
    [
      'aws',
      { region: 'eu-west-1' },
      {
        a: 'prod/db',
        b: 'ssmparameter:/app/db',
        c: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbCdEf',
      },
      'objects',
      [
        { objectName: 'prod/db', objectAlias: 'a', objectType: 'secretsmanager' },
        { objectName: '/app/db', objectAlias: 'b', objectType: 'ssmparameter' },
        {
          objectName: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbCdEf',
          objectAlias: 'c',
          objectType: 'secretsmanager',
        },
      ],
    ],
    [
      'vault',
      { roleName: 'app' },
      { a: 'secret/data/app#url', b: 'secret/data/app' },
      'objects',
      [
        { objectName: 'a', secretPath: 'secret/data/app', secretKey: 'url' },
        { objectName: 'b', secretPath: 'secret/data/app' },
      ],
    ],
  ])('are those of provider %s', (...[provider, parameters, ofApi, list, expected]) => {
    const secretFiles = { enabled: true, provider, parameters, api: { files: ofApi } };
    const { spec } = classOf({ secretFiles });

    expect(spec).toEqual({ provider, parameters: { ...parameters, [list]: expect.any(String) } });
    expect(parse(spec.parameters[list] ?? '')).toEqual(expected);
  });

  it('are texts within a text of provider azure', () => {
    const parameters = { keyvaultName: 'kv', tenantId: 't', clientID: 'c' };
    const ofApi = { a: 'db-url', 'tls.pem': 'cert:tls' };
    const secretFiles = { enabled: true, provider: 'azure', parameters, api: { files: ofApi } };

    const { objects = '', ...others } = classOf({ secretFiles }).spec.parameters;

    const { array } = parse(objects) as { array: readonly string[] };
    expect(others).toEqual(parameters);
    expect(array.map((text) => parse(text) as unknown)).toEqual([
      { objectName: 'db-url', objectAlias: 'a', objectType: 'secret' },
      { objectName: 'tls', objectAlias: 'tls.pem', objectType: 'cert' },
    ]);
  });

  it('hold every text as it is, as one entry', () => {
    const text = fc.stringMatching(/^[!-~]([ -~]{0,40}[!-~])?$/);
    const provider = fc.constantFrom(...secretProviderNames);

    fc.assert(
      fc.property(provider, text, (name, given) => {
        const { entryOf, listOf } = secretProviderOf(name);
        const isGoogle = name === 'gcp' || name === 'gke';
        const entry = entryOf('file', isGoogle ? version(given.replaceAll('/', '_')) : given);
        fc.pre(entry !== undefined);

        const [list = ''] = Object.values(listOf([entry]));

        const read = parse(list, { version: '1.1' }) as unknown;
        const { array } = Object(read) as { array?: readonly string[] };
        expect(array?.map((each) => parse(each) as unknown) ?? read).toEqual([entry]);
      }),
    );
  });
});

describe('params of secrets as files', () => {
  const ofApi = (name: string, identifier: string) => ({ api: { files: { [name]: identifier } } });
  const many = Object.fromEntries(
    Array.from({ length: 51 }, (_, index) => [`f${index}`, version('a')]),
  );

  it.each<[string, JsonObject, readonly string[]]>([
    ['no file', {}, ['/enabled required']],
    ['an unknown member', { secrets: {}, api: { files } }, ['/secrets unknown_field']],
    ['an unknown provider', { provider: 'own', api: { files } }, ['/provider not_allowed']],
    ...['..', '.', 'a/b', '..data', 'a..b', 'a b', '', 'ä'].map(
      (name): [string, JsonObject, readonly string[]] => [
        `file "${name}"`,
        ofApi(name, version('a')),
        [`/api/files/${name.replace('/', '~1')} invalid`],
      ],
    ),
    [
      'a long name of a file',
      ofApi('a'.repeat(254), version('a')),
      [`/api/files/${'a'.repeat(254)} invalid`],
    ],
    ['an empty identifier', ofApi('a', ''), ['/api/files/a invalid_format']],
    ['a line in an identifier', ofApi('a', 'a\nb'), ['/api/files/a invalid_format']],
    [
      'an identifier that is too long',
      ofApi('a', version('a'.repeat(2048))),
      ['/api/files/a too_long'],
    ],
    ['an identifier of another provider', ofApi('a', 'prod/db'), ['/api/files/a invalid_format']],
    ['more than 50 files', { web: { files: many } }, ['/web/files too_long']],
    [
      'a list',
      { api: { files }, parameters: { secrets: 'x' } },
      ['/parameters/secrets not_allowed'],
    ],
    [
      'a list of other providers',
      { api: { files }, parameters: { objects: 'x' } },
      ['/parameters/objects not_allowed'],
    ],
    [
      'the provider’s own identity',
      { api: { files }, parameters: { auth: 'provider-adc' } },
      ['/parameters/auth unknown_field'],
    ],
    [
      'the node’s identity',
      {
        provider: 'azure',
        parameters: {
          keyvaultName: 'k',
          tenantID: 't',
          clientID: 'c',
          useVMManagedIdentity: 'true',
        },
        ...ofApi('a', 'db'),
      },
      ['/parameters/useVMManagedIdentity unknown_field'],
    ],
    [
      'a parameter of the driver',
      { api: { files }, parameters: { 'csi.storage.k8s.io/pod.name': 'x' } },
      ['/parameters/csi.storage.k8s.io~1pod.name invalid'],
    ],
    [
      'no parameters of azure',
      { provider: 'azure', ...ofApi('a', 'db') },
      [
        '/parameters/keyvaultName required',
        '/parameters/tenantId required',
        '/parameters/clientID required',
      ],
    ],
    [
      'no role of vault',
      { provider: 'vault', ...ofApi('a', 'b#c') },
      ['/parameters/roleName required'],
    ],
    ['an upper-case driver', { api: { files }, driver: 'Own.csi' }, ['/driver invalid_format']],
    ['a driver with a slash', { api: { files }, driver: 'a/b' }, ['/driver invalid_format']],
    ['a long name of a driver', { api: { files }, driver: 'a'.repeat(64) }, ['/driver too_long']],
    ...['secrets', '', '/', '/a/', '//a', '/a/../etc', '/a/./b', '/.ssh', '/a:b'].map(
      (mountPath): [string, JsonObject, readonly string[]] => [
        `path "${mountPath}"`,
        { api: { files }, mountPath },
        ['/mountPath invalid_format'],
      ],
    ),
    ...[
      '/etc',
      '/etc/app',
      '/proc/1',
      '/sys',
      '/dev/shm',
      '/usr/local/app',
      '/bin',
      '/var',
      '/var/run',
      '/run',
      '/var/run/secrets',
      '/var/run/secrets/kubernetes.io',
      '/run/secrets/kubernetes.io/serviceaccount',
    ].map((mountPath): [string, JsonObject, readonly string[]] => [
      `path ${mountPath} of the system`,
      { api: { files }, mountPath },
      ['/mountPath not_allowed'],
    ]),
  ])('refuse %s', (_what, secretFiles, faults) => {
    expect(faultsOf(secretFiles)).toEqual(faults);
  });

  it.each([
    '/srv',
    '/etcetera',
    '/var/run/secrets/app',
    '/run/secrets/kubernetes.iot',
    '/a/.b'.replace('.', ''),
  ])('take path %s', (mountPath) => {
    expect(faultsOf({ api: { files }, mountPath })).toEqual([]);
  });

  it.each(['a', '.env', 'tls.crt', 'A_b-1', `${'a'.repeat(253)}`])('take file %s', (name) => {
    expect(faultsOf(ofApi(name, version('a')))).toEqual([]);
  });

  it.each([
    ['aws', 'prod/db', true],
    ['aws', 'ssm:/db', false],
    ['aws', 'arn:aws:ssm:eu-west-1:1:parameter/db', false],
    ['azure', 'secret:db-url', true],
    ['azure', 'db_url', false],
    ['azure', 'password:db', false],
    ['vault', 'secret/data/a#b#c', true],
    ['vault', '#b', false],
    ['vault', 'a#', false],
    ['gcp', 'projects/p/locations/global/parameters/a/versions/1', true],
    ['gcp', 'projects/p/secrets/a', false],
    ['gke', 'projects/p/secrets/a/versions/1/more', false],
  ])('take of provider %s the identifier %s: %s', (provider, identifier, isTaken) => {
    const all = { keyvaultName: 'k', tenantID: 't', clientID: 'c', roleName: 'r' };
    const { needed } = secretProviderOf(provider as 'gcp');
    const parameters = Object.fromEntries(
      Object.entries(all).filter(([name]) => needed.flat().includes(name)),
    );

    const faults = faultsOf({ provider, parameters, ...ofApi('a', identifier) });

    expect(faults).toEqual(isTaken ? [] : ['/api/files/a invalid_format']);
  });

  it('are not compared with each other while they are off', () => {
    const secretFiles = {
      parameters: { objects: 'x' },
      mountPath: '/etc',
      ...ofApi('a', 'prod/db'),
      enabled: false,
    };

    expect(faultsOf(secretFiles)).toEqual([]);
  });

  it('take long texts of almost everything without taking long', () => {
    const secretFiles = {
      mountPath: `${'/a'.repeat(50_000)}:`,
      ...ofApi(`${'a.'.repeat(50_000)}.`, `${'projects/'.repeat(20_000)} `),
    };

    expect(faultsOf(secretFiles).length).toBeGreaterThan(2);
  });

  it('are in the schema that callers get', () => {
    const { secretFiles } = Object(paramsSchema(blueprint)['properties']);

    expect(secretFiles).toMatchObject({
      additionalProperties: false,
      properties: {
        enabled: { default: false },
        provider: { enum: [...secretProviderNames], default: 'gcp' },
        mountPath: { default: '/var/run/secrets/app' },
      },
    });
  });
});

describe('warnings of secrets as files', () => {
  function told(values: JsonObject, kind: OperationKind = 'create') {
    const all = blueprint.warnings?.({ ...contextOf(values), kind }) ?? [];
    return all.filter(({ message }) => /files/i.test(message));
  }

  it('say what must be there before', () => {
    expect(told(filed())).toMatchObject([
      {
        code: 'secret_files_access',
        message: expect.stringMatching(
          /^Pods of api start .* secrets-store\.csi\.k8s\.io .* gcp .* default of namespace starter-acme /,
        ),
      },
    ]);
    expect(told(filed(), 'suspend')).toEqual([]);
  });

  it('say that they are not mounted', () => {
    const values = filed({ secretFiles: { enabled: false } });

    expect(told(values)).toMatchObject([
      { code: 'secret_files_off', message: expect.stringContaining('files of api are') },
    ]);
  });

  it('say that a worker is off', () => {
    const values = { secretFiles: { enabled: true, worker: { files } } };

    expect(told(values)).toMatchObject([
      { code: 'not_used', message: expect.stringContaining('secretFiles.worker.files') },
    ]);
  });
});

describe('steps of secrets as files', () => {
  function stepsOf(kind: OperationKind, values: JsonObject) {
    return blueprint.steps({ ...contextOf(values), kind });
  }

  const driver = { apiVersion: 'storage.k8s.io/v1', kind: 'CSIDriver' };

  it('wait for the driver before the migrations, and then for ExternalSecrets', () => {
    const externalSecrets = { api: { data: { A: 'prod/a' } } };
    const step = stepsOf('create', filed({ externalSecrets })).find(
      ({ name }) => name === 'await-secrets',
    );

    expect(step).toMatchObject({
      refs: [{ ...driver, name: 'secrets-store.csi.k8s.io' }, { kind: 'ExternalSecret' }],
    });
  });

  it('say that the driver is there', () => {
    const env = { DATABASE_URL: 'a', REDIS_URL: 'b' };
    const step = stepsOf('upgrade', filed({ api: { env } })).find(
      ({ name }) => name === 'await-secrets',
    );

    expect(step).toMatchObject({ told: { status: 'True', reason: 'Applied' } });
  });

  it('apply what is fetched before the migrations', () => {
    const prepare = stepsOf('rollback', filed()).find(({ name }) => name === 'prepare');

    expect(
      prepare?.kind === 'apply-objects' && prepare.objects.map(({ object }) => object.kind),
    ).toEqual(['Namespace', 'SecretProviderClass']);
  });

  it('look for no driver without files', () => {
    const refs = stepsOf('create', {}).flatMap((step) =>
      step.kind === 'await-ready' ? step.refs : [],
    );

    expect(refs.filter(({ kind }) => kind === 'CSIDriver')).toEqual([]);
  });
});
