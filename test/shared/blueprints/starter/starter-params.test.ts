import { describe, expect, it } from 'vitest';
import { paramsSchema } from '../../../../shared/blueprint/params-schema.ts';
import { parseParams } from '../../../../shared/blueprint/parse-params.ts';
import { createStarterBlueprint } from '../../../../shared/blueprints/starter/create-starter-blueprint.ts';
import type { JsonObject } from '../../../../shared/tenant/json.ts';
import { mergePatch } from '../../../../shared/tenant/merge-patch.ts';
import { blueprint, contextOf, contract, images } from './starter-context.ts';

/** `pointer code` of every fault of the images with these values. */
function faultsOf(values: JsonObject, base: JsonObject = images): readonly string[] {
  const parsed = parseParams(blueprint, mergePatch(base, values), '');
  return parsed.ok ? [] : parsed.errors.map(({ pointer, code }) => `${pointer} ${code}`);
}

const digest = `sha256:${'0'.repeat(64)}`;

describe('starterParams', () => {
  it('takes the values contract as it stands', () => {
    expect(faultsOf({}, contract)).toEqual([]);
  });

  it('has the defaults of the values contract, hosts and images apart, and no secrets as files', () => {
    const parsed = parseParams(blueprint, images, '');
    const resources = {
      requests: { cpu: '250m', memory: '512Mi' },
      limits: { cpu: '1000m', memory: '1Gi' },
    };
    const expected = mergePatch(contract, {
      api: { image: 'registry/app-api:1.2.3', resources },
      web: { image: 'registry/app-web:1.2.3', resources },
      worker: { image: null, resources },
      ingress: { hosts: [], tls: [] },
      secretFiles: {
        enabled: false,
        driver: '',
        provider: 'gcp',
        parameters: {},
        mountPath: '/var/run/secrets/app',
        api: { files: {} },
        web: { files: {} },
        worker: { files: {} },
      },
    });

    expect(parsed).toEqual({ ok: true, params: expected });
  });

  it('describes every param to callers', () => {
    const undescribed: string[] = [];
    const visit = (schema: JsonObject, path: string): void => {
      if (path !== '' && schema['description'] === undefined) undescribed.push(path);
      for (const [name, member] of Object.entries(Object(schema['properties']))) {
        visit(member as JsonObject, `${path}/${name}`);
      }
    };
    visit(paramsSchema(blueprint), '');

    expect(undescribed.filter((path) => !path.startsWith('/x'))).toEqual([]);
    expect(paramsSchema(blueprint)).toMatchObject({ required: ['api', 'web'] });
  });

  it.each<[string, JsonObject, readonly string[]]>([
    ['no api', { api: null }, ['/api required']],
    ['no image of api', { api: { image: null } }, ['/api/image required']],
    ['no image of web', { web: { image: null } }, ['/web/image required']],
    ['an image without a tag', { api: { image: 'registry/app-api' } }, ['/api/image required']],
    ['a port for a tag', { api: { image: 'registry:5000/app' } }, ['/api/image required']],
    ['an image without a repository', { api: { image: ':1.2.3' } }, ['/api/image invalid_format']],
    ['an empty image', { web: { image: '' } }, ['/web/image invalid_format']],
    ['a space in an image', { web: { image: 'a b:1' } }, ['/web/image invalid_format']],
    ['upper case in a repository', { web: { image: 'a/B:1' } }, ['/web/image invalid_format']],
    ['half a digest', { web: { image: 'a@sha256:0' } }, ['/web/image invalid_format']],
    [
      'an image that is too long',
      { web: { image: `${'a'.repeat(600)}:1` } },
      ['/web/image too_long', '/web/image invalid_format'],
    ],
    ['a worker without an image', { worker: { enabled: true } }, ['/worker/image required']],
    [
      'a worker with an empty image',
      { worker: { enabled: true, image: '' } },
      ['/worker/image required'],
    ],
    [
      'a worker with a bad image',
      { worker: { enabled: true, image: 'a b' } },
      ['/worker/image invalid_format'],
    ],
    ['an unknown param', { apis: {} }, ['/apis unknown_field']],
    ['an unknown param inside', { api: { images: 'a' } }, ['/api/images unknown_field']],
    ['a variable with a hyphen', { api: { env: { 'A-B': '1' } } }, ['/api/env/A-B invalid']],
    [
      'a variable that begins with a digit',
      { web: { env: { '1A': '' } } },
      ['/web/env/1A invalid'],
    ],
    ['a variable without a name', { web: { env: { '': '' } } }, ['/web/env/ invalid']],
    ['a variable that is no text', { api: { env: { A: 1 } } }, ['/api/env/A wrong_type']],
    [
      'a secret variable with a bad name',
      { externalSecrets: { api: { data: { 'a.b': 'x' } } } },
      ['/externalSecrets/api/data/a.b invalid'],
    ],
    [
      'an empty identifier',
      { externalSecrets: { api: { data: { A: '' } } } },
      ['/externalSecrets/api/data/A too_short'],
    ],
    [
      'a variable that is plain and secret',
      { api: { env: { A: '1' } }, externalSecrets: { api: { data: { A: 'x' } } } },
      ['/api/env/A duplicate'],
    ],
    [
      'a variable that is plain and a static secret',
      { web: { env: { A: '1' }, secrets: { A: 'x' } }, externalSecrets: { enabled: false } },
      ['/web/env/A duplicate'],
    ],
    [
      'static secrets beside External Secrets',
      { api: { secrets: { A: 'x' } }, worker: { secrets: { B: 'x' } } },
      ['/api/secrets not_allowed', '/worker/secrets not_allowed'],
    ],
    [
      'an unknown kind of store',
      { externalSecrets: { secretStoreRef: { kind: 'Vault' } } },
      ['/externalSecrets/secretStoreRef/kind not_allowed'],
    ],
    [
      'a host twice',
      { ingress: { hosts: [{ host: 'a.example' }, { host: 'a.example' }] } },
      ['/ingress/hosts/1/host duplicate'],
    ],
    [
      'a host of both kinds',
      { ingress: { hosts: [{ host: 'a.example' }], apiHosts: [{ host: 'a.example' }] } },
      ['/ingress/apiHosts/0/host duplicate'],
    ],
    ...['A.example', 'a', '*.example.com', 'a..b', 'a_b.example', '10.0.0.1', '-a.example', ''].map(
      (host): [string, JsonObject, readonly string[]] => [
        `host "${host}"`,
        { ingress: { hosts: [{ host }] } },
        ['/ingress/hosts/0/host invalid_format'],
      ],
    ),
    [
      'a certificate for a host that is not there',
      {
        ingress: {
          hosts: [{ host: 'a.example' }],
          tls: [{ secretName: 't', hosts: ['b.example'] }],
        },
      },
      ['/ingress/tls/0/hosts/0 unknown_host'],
    ],
    [
      'a certificate of the web app for a host of the API',
      {
        ingress: {
          apiHosts: [{ host: 'a.example' }],
          tls: [{ secretName: 't', hosts: ['a.example'] }],
        },
      },
      ['/ingress/tls/0/hosts/0 unknown_host'],
    ],
    [
      'two certificates in one Secret, and for one host',
      {
        ingress: {
          hosts: [{ host: 'a.example' }],
          tls: [{ secretName: 't', hosts: ['a.example', 'a.example'] }],
          apiHosts: [{ host: 'b.example' }],
          apiTls: [
            { secretName: 't', hosts: ['b.example'] },
            { secretName: 'u', hosts: ['b.example'] },
          ],
        },
      },
      [
        '/ingress/apiTls/0/secretName duplicate',
        '/ingress/tls/0/hosts/1 duplicate',
        '/ingress/apiTls/1/hosts/0 duplicate',
      ],
    ],
    [
      'a certificate for no host',
      { ingress: { tls: [{ secretName: 't', hosts: [] }] } },
      ['/ingress/tls/0/hosts too_short'],
    ],
    [
      'more pods at least than at most',
      { autoscaling: { api: { minReplicas: 11 } } },
      ['/autoscaling/api/maxReplicas too_small'],
    ],
    [
      'no pods',
      { autoscaling: { web: { minReplicas: 0 } } },
      ['/autoscaling/web/minReplicas too_small'],
    ],
    [
      'half a pod',
      { autoscaling: { web: { minReplicas: 1.5 } } },
      ['/autoscaling/web/minReplicas wrong_type'],
    ],
    [
      'no load to aim at',
      { autoscaling: { targetCPUUtilizationPercentage: 0 } },
      ['/autoscaling/targetCPUUtilizationPercentage too_small'],
    ],
    ...['api', '', '//', '/a//b', '/../a', '/a b', '/$x'].map(
      (path): [string, JsonObject, readonly string[]] => [
        `path "${path}"`,
        { ingressPaths: { apiHost: path } },
        ['/ingressPaths/apiHost invalid_format'],
      ],
    ),
    ['one path for two', { ingressPaths: { api: '/' } }, ['/ingressPaths/api duplicate']],
    [
      'one path for two, with a slash at its end',
      { ingressPaths: { api: '/api/', web: '/api' } },
      ['/ingressPaths/api duplicate'],
    ],
    [
      'a request above the limit',
      { api: { resources: { requests: { cpu: '2' } } } },
      ['/api/resources/requests/cpu too_big'],
    ],
    [
      'a request above the limit in another unit',
      { web: { resources: { limits: { memory: '500M' } } } },
      ['/web/resources/requests/memory too_big'],
    ],
    [
      'no quantity',
      { api: { resources: { limits: { cpu: 'much' } } } },
      ['/api/resources/limits/cpu invalid_format'],
    ],
    [
      'two components with one Secret',
      { api: { secretName: 'own' }, web: { secretName: 'own' } },
      ['/web/secretName duplicate'],
    ],
    [
      'a Secret with the name of another component’s',
      { api: { secretName: 'acme-web-secrets' } },
      ['/api/secretName duplicate'],
    ],
    [
      'a Secret that is a certificate’s too',
      {
        api: { secretName: 'own' },
        ingress: {
          hosts: [{ host: 'a.example' }],
          tls: [{ secretName: 'own', hosts: ['a.example'] }],
        },
      },
      ['/api/secretName duplicate'],
    ],
    [
      'a Secret with a bad name',
      { api: { secretName: 'A_b' } },
      ['/api/secretName invalid_format'],
    ],
    [
      'a name with an empty part',
      { ingress: { className: 'a..b' } },
      ['/ingress/className invalid_format'],
    ],
    [
      'a name that ends as no name does',
      { web: { secretName: 'a.-' } },
      ['/web/secretName invalid_format'],
    ],
    [
      'a name of 254 characters',
      { externalSecrets: { secretStoreRef: { name: 'a'.repeat(254) } } },
      ['/externalSecrets/secretStoreRef/name too_long'],
    ],
  ])('refuses %s', (_what, values, faults) => {
    expect(faultsOf(values)).toEqual(faults);
  });

  it.each([
    'app:1',
    'registry.example:5000/team/app:1.2.3',
    `app@${digest}`,
    `app:latest@${digest}`,
    'app:latest',
  ])('takes image %s', (image) => {
    expect(faultsOf({ api: { image } })).toEqual([]);
  });

  it('takes names with dots', () => {
    const values = {
      api: { secretName: 'env.api' },
      ingress: {
        className: 'nginx.internal',
        hosts: [{ host: 'a.example' }],
        tls: [{ secretName: 'tls.a.example', hosts: ['a.example'] }],
      },
      externalSecrets: { secretStoreRef: { name: `${'a.'.repeat(126)}a` } },
    };

    expect(faultsOf(values)).toEqual([]);
  });

  it.each(['', 'no image', 'app:latest'])('does not look at image "%s" of no worker', (image) => {
    expect(faultsOf({ worker: { image } })).toEqual([]);
  });

  it.each([
    ['app', false],
    ['registry:5000/app', false],
    ['a B:1', false],
    ['app:1', true],
    [`app@${digest}`, true],
    [`registry.example:5000/team/app:1.2.3@${digest}`, true],
  ])('shows callers what image "%s" is', (image, isTaken) => {
    const { pattern } = Object(paramsSchema(blueprint)['properties']).api.properties.image;

    expect(new RegExp(pattern, 'u').test(image)).toBe(isTaken);
    expect(faultsOf({ api: { image } }).length === 0).toBe(isTaken);
  });

  it.each(['/', '/api', '/api/', '/a/b.c/~d', '/.well-known'.replace('.', '')])(
    'takes path %s',
    (path) => {
      expect(faultsOf({ ingressPaths: { apiHost: path } })).toEqual([]);
    },
  );

  it('takes long texts of almost everything without taking long', () => {
    const long = `/${'a/'.repeat(50_000)}`;
    const values = {
      api: { image: 'a-'.repeat(50_000) },
      ingress: { hosts: [{ host: 'a-.'.repeat(50_000) }] },
      ingressPaths: { api: `${long}$` },
    };

    expect(faultsOf(values).length).toBeGreaterThan(2);
  });
});

describe('what may not be asked for', () => {
  const latest = { worker: { enabled: true, image: 'app:latest' } };

  interface Wish {
    readonly isAdmin?: boolean;
    readonly slug?: string | undefined;
    readonly former?: JsonObject;
  }

  /** `pointer code` of what is refused of a wish for these values, of an operator at first. */
  function refused(values: JsonObject, wish: Wish = {}): readonly string[] {
    const { isAdmin = false, former } = wish;
    const slug = 'slug' in wish ? wish.slug : 'acme';
    const faults = blueprint.wishFaults?.({
      params: contextOf(values).params,
      isAdmin,
      ...(slug !== undefined && { slug }),
      ...(former && { have: contextOf(former) }),
    });
    return (faults ?? []).map(({ pointer, code }) => `${pointer} ${code}`);
  }

  it('is the tag latest', () => {
    expect(refused(latest)).toEqual(['/worker/image latest_refused']);
  });

  it('is not what the tenant has already', () => {
    expect(refused(latest, { former: latest })).toEqual([]);
  });

  it('is not what does not run, until it shall', () => {
    const off = { worker: { image: 'app:latest' } };

    expect(refused(off)).toEqual([]);
    expect(refused(latest, { former: off })).toEqual(['/worker/image latest_refused']);
  });

  it('is not the tag latest where the platform takes it', () => {
    const open = createStarterBlueprint({ baseDomain: 'starter.example', isLatestAllowed: true });

    const wish = { params: contextOf(latest).params, isAdmin: false };

    expect(open.wishFaults?.(wish)).toEqual([]);
  });

  const apiHosts = (host: string) => ({ ingress: { apiHosts: [{ host }] } });
  const hosts = (host: string) => ({ ingress: { hosts: [{ host }] } });
  const own = 'acme.starter.example';

  it.each<[string, JsonObject, Wish, readonly string[]]>([
    [
      'its own host for both, which the web app has without asking',
      apiHosts(own),
      { isAdmin: true },
      ['/ingress/apiHosts/0/host duplicate'],
    ],
    ['its own host for the web app', hosts(own), {}, []],
    [
      'its own host for the API alone',
      { ingress: { hosts: [{ host: 'a.example' }], apiHosts: [{ host: own }] } },
      {},
      [],
    ],
    [
      'the Secret of its certificate for variables',
      { web: { secretName: 'acme-tls' } },
      {},
      ['/web/secretName duplicate'],
    ],
    [
      'the Secret of its certificate for hosts of the API',
      {
        ingress: {
          apiHosts: [{ host: 'a.example' }],
          apiTls: [{ secretName: 'acme-tls', hosts: ['a.example'] }],
        },
      },
      {},
      ['/ingress/apiTls/0/secretName duplicate'],
    ],
    ['the platform’s domain', hosts('starter.example'), {}, ['/ingress/hosts/0/host not_allowed']],
    [
      'a name below it',
      apiHosts('www.starter.example'),
      {},
      ['/ingress/apiHosts/0/host not_allowed'],
    ],
    ['it as an admin', hosts('www.starter.example'), { isAdmin: true }, []],
    ['a name that only ends so', hosts('notstarter.example'), {}, []],
    [
      'a name that it has already, elsewhere',
      { ingress: { hosts: [{ host: 'a.example' }], apiHosts: [{ host: 'www.starter.example' }] } },
      { former: hosts('www.starter.example') },
      [],
    ],
    [
      'a name below it without a slug',
      hosts(own),
      { slug: undefined },
      ['/ingress/hosts/0/host not_allowed'],
    ],
  ])('follows from the tenant’s own name: %s', (...[, values, wish, faults]) => {
    expect(refused(values, wish)).toEqual(faults);
  });
});
