import type {
  V1Deployment,
  V1EnvVar,
  V1Ingress,
  V1Job,
  V1PodDisruptionBudget,
  V2HorizontalPodAutoscaler,
} from '@kubernetes/client-node';
import { describe, expect, it } from 'vitest';
import { createStarterBlueprint } from '../../../../shared/blueprints/starter/create-starter-blueprint.ts';
import type { JsonObject } from '../../../../shared/tenant/json.ts';
import {
  blueprint,
  contextOf,
  contract,
  images,
  namesOf,
  objectOf,
  render,
} from './starter-context.ts';

const workerOn: JsonObject = { worker: { enabled: true, image: 'registry/app-api:1.2.3' } };

function deployment(name: string, values?: JsonObject): V1Deployment {
  return objectOf<V1Deployment>(render(values), 'Deployment', `acme-${name}`);
}

function containerOf({ spec }: V1Deployment | V1Job) {
  const [container] = spec?.template.spec?.containers ?? [];
  if (container === undefined) throw new Error('Cannot find the container');
  return container;
}

/** Plain values by name; a name that stands twice shows as two. */
function plain(env: readonly V1EnvVar[] = []): readonly string[] {
  return env.flatMap(({ name, value }) => (value === undefined ? [] : [`${name}=${value}`]));
}

describe('the objects of starter', () => {
  it('are these for the values contract as it stands', () => {
    expect(namesOf(render(contract))).toEqual([
      'Namespace starter-acme',
      'PodDisruptionBudget acme-api',
      'PodDisruptionBudget acme-web',
      'Deployment acme-api',
      'Deployment acme-web',
      'HorizontalPodAutoscaler acme-api',
      'HorizontalPodAutoscaler acme-web',
      'Service acme-api',
      'Service acme-web',
      'Ingress acme-web',
      'Job acme-migrate',
    ]);
  });

  it('carry the labels of the tenant', () => {
    const labels = render({ ...workerOn }).map(({ metadata }) => metadata?.labels ?? {});

    expect(labels.every((each) => each['tenantry.dev/tenant'] === contextOf().tenant.id)).toBe(
      true,
    );
    expect(labels[0]).toMatchObject({
      'tenantry.dev/managed': 'true',
      'pod-security.kubernetes.io/enforce': 'restricted',
    });
  });

  it.each([
    ['api', 8000, '/health'],
    ['web', 3000, '/api/health'],
    ['worker', 8000, '/health'],
  ])('ask %s on port %i', (name, containerPort, live) => {
    const ready = `${live}/ready`;
    const container = containerOf(deployment(name, workerOn));
    const { livenessProbe, readinessProbe, startupProbe } = container;
    const { periodSeconds = 0, failureThreshold = 0 } = startupProbe ?? {};

    expect(container.ports).toEqual([{ name: 'http', containerPort }]);
    expect(livenessProbe?.httpGet).toEqual({ path: live, port: 'http' });
    expect(readinessProbe?.httpGet).toEqual({ path: ready, port: 'http' });
    expect(startupProbe?.httpGet).toEqual({ path: ready, port: 'http' });
    expect(periodSeconds * failureThreshold).toBe(300);
  });

  it('leave the number of pods to an autoscaler', () => {
    const objects = render();
    const scaler = objectOf<V2HorizontalPodAutoscaler>(
      objects,
      'HorizontalPodAutoscaler',
      'acme-web',
    );

    expect(deployment('api').spec).not.toHaveProperty('replicas');
    expect(scaler.spec).toMatchObject({
      scaleTargetRef: { kind: 'Deployment', name: 'acme-web' },
      minReplicas: 2,
      maxReplicas: 10,
      metrics: [{ resource: { name: 'cpu', target: { averageUtilization: 80 } } }],
    });
  });

  it('have the smallest number of pods where nothing scales', () => {
    const values = { autoscaling: { enabled: false, api: { minReplicas: 3 } } };

    expect(deployment('api', values).spec?.replicas).toBe(3);
    expect(deployment('web', values).spec?.replicas).toBe(2);
    expect(namesOf(render(values)).join()).not.toContain('Autoscaler');
  });

  it('keep a pod during a drain only where there are two', () => {
    const values = { autoscaling: { api: { minReplicas: 1 } } };
    const budgets = render(values).filter(({ kind }) => kind === 'PodDisruptionBudget');

    expect(namesOf(budgets)).toEqual(['PodDisruptionBudget acme-web']);
    expect((budgets[0] as V1PodDisruptionBudget).spec).toMatchObject({ maxUnavailable: 1 });
  });

  it('run one worker and never two', () => {
    expect(deployment('worker', workerOn).spec).toMatchObject({
      replicas: 1,
      strategy: { type: 'Recreate' },
    });
    expect(namesOf(render(workerOn))).not.toContain('Service acme-worker');
  });

  it('lead both paths of a host to the web app', () => {
    const { spec } = objectOf<V1Ingress>(render(contract), 'Ingress', 'acme-web');
    const backend = { service: { name: 'acme-web', port: { number: 3000 } } };

    expect(spec?.rules).toEqual([
      {
        host: 'app.example.com',
        http: {
          paths: [
            { path: '/api', pathType: 'Prefix', backend },
            { path: '/', pathType: 'Prefix', backend },
          ],
        },
      },
    ]);
    expect(spec?.tls).toEqual([{ secretName: 'app-tls', hosts: ['app.example.com'] }]);
  });

  it('lead hosts of the API to the API, after the main Ingress and with their own certificates', () => {
    const ingress = {
      apiHosts: [{ host: 'api.example.com' }],
      apiTls: [{ secretName: 'api-tls', hosts: ['api.example.com'] }],
    };
    const [web, api] = render({ ingress }).filter(({ kind }) => kind === 'Ingress') as V1Ingress[];

    expect([web?.metadata?.name, api?.metadata?.name]).toEqual(['acme-web', 'acme-api']);
    expect(api?.spec?.tls).toEqual(ingress.apiTls);
    expect(api?.spec?.rules?.[0]?.http?.paths).toEqual([
      {
        path: '/',
        pathType: 'Prefix',
        backend: { service: { name: 'acme-api', port: { number: 8000 } } },
      },
    ]);
    expect(JSON.stringify(web)).not.toContain('api.example.com');
  });

  it('are not reached from outside while ingress.enabled is false', () => {
    const values = { ingress: { enabled: false, apiHosts: [{ host: 'api.example.com' }] } };

    expect(namesOf(render(values)).join()).not.toContain('Ingress');
    expect(blueprint.claims(contextOf(values))).toEqual([]);
  });

  it('are served under the slug when no host is named', () => {
    const { spec } = objectOf<V1Ingress>(render(), 'Ingress', 'acme-web');

    expect(spec?.rules?.map(({ host }) => host)).toEqual(['acme.starter.example']);
    expect(spec?.tls).toEqual([{ secretName: 'acme-tls', hosts: ['acme.starter.example'] }]);
  });

  it('ask for certificates where the platform has an issuer', () => {
    const issuing = createStarterBlueprint({ baseDomain: 'a.example', clusterIssuer: 'acme-ca' });
    const annotationsOf = (values: JsonObject) =>
      objectOf(issuing.render(contextOf(values)), 'Ingress', 'acme-web').metadata?.annotations;

    expect(annotationsOf({})).toEqual({ 'cert-manager.io/cluster-issuer': 'acme-ca' });
    expect(annotationsOf({ ingress: { hosts: [{ host: 'a.example' }] } })).toBeUndefined();
  });

  it('claim every host', () => {
    const ingress = { hosts: [{ host: 'a.example' }], apiHosts: [{ host: 'b.example' }] };

    expect(blueprint.claims(contextOf({ ingress }))).toEqual(['host:a.example', 'host:b.example']);
  });
});

describe('the secrets of starter', () => {
  const data = { REDIS_URL: 'prod/redis_url', DATABASE_URL: 'prod/database_url' };
  const external = { externalSecrets: { api: { data } } };

  it('come one by one from what the operator fetches', () => {
    const objects = render(external);
    const { spec } = objectOf<V1Deployment>(objects, 'ExternalSecret', 'acme-api');

    expect(spec).toEqual({
      refreshInterval: '1h',
      secretStoreRef: { name: 'platform-secrets', kind: 'ClusterSecretStore' },
      target: { name: 'acme-api-secrets' },
      data: [
        { secretKey: 'DATABASE_URL', remoteRef: { key: 'prod/database_url' } },
        { secretKey: 'REDIS_URL', remoteRef: { key: 'prod/redis_url' } },
      ],
    });
    const container = containerOf(objectOf<V1Deployment>(objects, 'Deployment', 'acme-api'));
    expect(container).not.toHaveProperty('envFrom');
    expect(container.env).toEqual(
      ['DATABASE_URL', 'REDIS_URL'].map((key) => ({
        name: key,
        valueFrom: { secretKeyRef: { name: 'acme-api-secrets', key } },
      })),
    );
    expect(namesOf(objects).filter((name) => name.startsWith('ExternalSecret'))).toHaveLength(1);
  });

  it('have the name that is asked for', () => {
    const objects = render({ ...external, api: { secretName: 'own' } });

    expect(objectOf(objects, 'ExternalSecret', 'acme-api')).toMatchObject({
      spec: { target: { name: 'own' } },
    });
    expect(JSON.stringify(containerOf(objectOf(objects, 'Deployment', 'acme-api')).env)).toContain(
      '"own"',
    );
  });

  it('of a worker that is off are left out', () => {
    const values = { externalSecrets: { worker: { data } } };

    expect(namesOf(render(values)).join()).not.toContain('ExternalSecret');
  });

  it('start pods anew when an identifier changes, and no others', () => {
    const changed = { externalSecrets: { api: { data: { ...data, REDIS_URL: 'prod/other' } } } };
    const templateOf = (name: string, values: JsonObject) =>
      deployment(name, values).spec?.template;

    expect(templateOf('api', changed)).not.toEqual(templateOf('api', external));
    expect(templateOf('web', changed)).toEqual(templateOf('web', external));
  });

  const token = (text: string) => `sealed:v1:${text}`;
  const sealed = (value: string): JsonObject => ({
    externalSecrets: { enabled: false },
    api: { secrets: { DATABASE_URL: token(value) } },
  });

  it('that are static start pods anew when a sealed value changes', () => {
    const [a, b] = ['a', 'b'].map((value) => deployment('api', sealed(value)).spec?.template);

    expect(a?.metadata?.annotations).not.toEqual(b?.metadata?.annotations);
    expect(a?.spec).toEqual(b?.spec);
  });

  it('that are static come from a Secret that the operator never takes along', () => {
    const objects = render(sealed('a'));

    expect(namesOf(objects)).toContain('Secret acme-api-static');
    expect(namesOf(objects).join()).not.toContain('ExternalSecret');
    expect(JSON.stringify(deployment('api', sealed('a')))).toContain('"name":"acme-api-static"');
  });

  it('that are not sealed yet leave no trace in what is rendered', () => {
    const values = mergedSecrets('postgres://canary');

    expect(JSON.stringify(render(values))).not.toContain('canary');
    expect(render(values)).toEqual(render(mergedSecrets('postgres://other')));
  });

  function mergedSecrets(value: string): JsonObject {
    return { externalSecrets: { enabled: false }, api: { secrets: { DATABASE_URL: value } } };
  }
});

describe('the billing worker', () => {
  it('is switched off in the API and on in the worker', () => {
    expect(plain(containerOf(deployment('api', workerOn)).env)).toEqual([
      'ENABLE_BILLING_RETRY_WORKER=false',
      'ENABLE_BILLING_STREAM_REPLAY=false',
    ]);
    expect(plain(containerOf(deployment('worker', workerOn)).env)).toEqual([
      'BILLING_RETRY_DEPLOYMENT_MODE=dedicated',
      'ENABLE_BILLING_RETRY_WORKER=true',
      'ENABLE_BILLING_STREAM_REPLAY=true',
    ]);
    expect(plain(containerOf(deployment('web', workerOn)).env)).toEqual([]);
  });

  it('changes nothing while it is off', () => {
    expect(plain(containerOf(deployment('api')).env)).toEqual([]);
  });

  it.each(['ENABLE_BILLING_RETRY_WORKER', 'ENABLE_BILLING_STREAM_REPLAY'])(
    'leaves %s as the user set it, and the other one off',
    (flag) => {
      const values = { ...workerOn, api: { env: { [flag]: 'mine' } } };
      const env = plain(containerOf(deployment('api', values)).env);

      expect(env.filter((each) => each.startsWith(flag))).toEqual([`${flag}=mine`]);
      expect(env).toHaveLength(2);
    },
  );

  it('keeps every value that the user set for it, once', () => {
    const env = {
      BILLING_RETRY_DEPLOYMENT_MODE: 'shared',
      ENABLE_BILLING_RETRY_WORKER: 'false',
      ENABLE_BILLING_STREAM_REPLAY: 'no',
    };
    const values = { worker: { enabled: true, image: 'registry/app-api:1.2.3', env } };

    expect(plain(containerOf(deployment('worker', values)).env)).toEqual(
      Object.entries(env).map(([name, value]) => `${name}=${value}`),
    );
  });

  it('takes a flag from a secret without setting it twice', () => {
    const data = { ENABLE_BILLING_RETRY_WORKER: 'prod/flag' };
    const env = containerOf(
      deployment('api', { ...workerOn, externalSecrets: { api: { data } } }),
    ).env;

    expect(env?.map(({ name }) => name)).toEqual([
      'ENABLE_BILLING_RETRY_WORKER',
      'ENABLE_BILLING_STREAM_REPLAY',
    ]);
  });
});

describe('the migrations of starter', () => {
  it('run in the image of the API with its variables, and ask nobody', () => {
    const objects = render({ api: { env: { ENVIRONMENT: 'staging' } } });
    const container = containerOf(objectOf<V1Job>(objects, 'Job', 'acme-migrate'));

    expect(container.command).toEqual(['starter-console', 'release', 'db']);
    expect(container).not.toHaveProperty('stdin');
    expect(container.image).toBe(Object(images['api'])['image']);
    expect(container.env).toEqual([{ name: 'ENVIRONMENT', value: 'staging' }]);
  });

  it('get no traffic', () => {
    const objects = render();
    const { spec } = objectOf<V1Job>(objects, 'Job', 'acme-migrate');
    const selectors = objects.flatMap((object) =>
      object.kind === 'Service'
        ? [(object as unknown as { spec: { selector: object } }).spec.selector]
        : [],
    );

    expect(selectors).toHaveLength(2);
    for (const selector of selectors) {
      expect(spec?.template.metadata?.labels).not.toMatchObject(selector);
    }
  });
});
