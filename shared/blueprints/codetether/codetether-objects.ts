import type {
  V1Deployment,
  V1EnvVar,
  V1Ingress,
  V1Namespace,
  V1ObjectMeta,
  V1PodSpec,
  V1Probe,
  V1Service,
} from '@kubernetes/client-node';
import { managedLabel, ownerLabels } from '../../kubernetes/labels.ts';
import {
  restrictedContainerSecurity,
  restrictedPodSecurity,
} from '../../kubernetes/security-context.ts';
import type { StagedObject } from '../../kubernetes/stage.ts';
import type { CodetetherInstance } from './codetether-instance.ts';
import { sizeOf } from './codetether-tiers.ts';
import { imageOf, versionLabel } from './image-reference.ts';
import { databaseSecret, pullSecretName } from './shared-secrets.ts';

const userId = 1000;
const port = 8000;

/** Everything that is applied for a tenant, in stages. */
export function codetetherObjects(instance: CodetetherInstance): readonly StagedObject[] {
  return [
    { stage: 'namespace', object: namespaceObject(instance) },
    { stage: 'workload', object: deployment(instance) },
    { stage: 'route', object: service(instance) },
    ...(instance.params.ingress.enabled
      ? [{ stage: 'route', object: ingress(instance) } as const]
      : []),
  ];
}

/** The tenant's namespace: Pod Security level restricted, and open to Tenantry's writes. */
export function namespaceObject(instance: CodetetherInstance): V1Namespace {
  const { tenant } = instance;
  const podSecurity = ['enforce', 'audit', 'warn'].map((mode) => [
    `pod-security.kubernetes.io/${mode}`,
    'restricted',
  ]);
  const labels = {
    ...instanceLabels(instance),
    [managedLabel]: 'true',
    ...Object.fromEntries(podSecurity),
  };
  const annotations = userAnnotation(instance);
  return {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: tenant.namespace, labels, ...annotations },
  };
}

/** The labels of every object that is applied for the tenant. */
export function instanceLabels(instance: CodetetherInstance): Record<string, string> {
  const version = versionLabel(instance.params.image);
  return {
    ...lastingLabels(instance),
    ...(version !== '' && { 'app.kubernetes.io/version': version }),
  };
}

/** The same without the version: for what is made once. */
export function lastingLabels({ tenant, tenantId, app }: CodetetherInstance) {
  return {
    ...ownerLabels(tenant.id, 'codetether'),
    'app.kubernetes.io/name': 'a2a-server',
    'app.kubernetes.io/instance': app,
    app,
    'codetether.run/tenant-id': tenantId,
    'codetether.run/org-slug': tenant.slug,
  };
}

/** A user id may be an e-mail address, which no label can be. */
function userAnnotation({ params }: CodetetherInstance): Pick<V1ObjectMeta, 'annotations'> {
  const { userId: id } = params.tenant;
  return id === '' ? {} : { annotations: { 'codetether.run/user-id': id } };
}

function deployment(instance: CodetetherInstance): V1Deployment {
  const { tenant, app } = instance;
  const { namespace } = tenant;
  const labels = instanceLabels(instance);
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: app, namespace, labels, ...userAnnotation(instance) },
    spec: {
      replicas: sizeOf(tenant.tier).replicas,
      selector: { matchLabels: { app } },
      template: { metadata: { labels }, spec: podSpec(instance) },
    },
  };
}

function podSpec(instance: CodetetherInstance): V1PodSpec {
  const { requests, limits } = sizeOf(instance.tenant.tier);
  return {
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    imagePullSecrets: [{ name: pullSecretName }],
    securityContext: restrictedPodSecurity(userId),
    containers: [
      {
        name: 'a2a-server',
        image: imageOf(instance.params.image),
        ports: [{ name: 'http', containerPort: port, protocol: 'TCP' }],
        env: [...environment(instance)],
        resources: { requests: { ...requests }, limits: { ...limits } },
        livenessProbe: probe({ initialDelaySeconds: 30, periodSeconds: 10 }),
        readinessProbe: probe({ initialDelaySeconds: 5, periodSeconds: 5 }),
        securityContext: restrictedContainerSecurity(),
      },
    ],
  };
}

function environment({ params, tenantId }: CodetetherInstance): readonly V1EnvVar[] {
  const { userId: owner } = params.tenant;
  return [
    { name: 'TENANT_ID', value: tenantId },
    ...(owner === '' ? [] : [{ name: 'USER_ID', value: owner }]),
    { name: 'A2A_HOST', value: '0.0.0.0' },
    { name: 'A2A_PORT', value: String(port) },
    { name: 'DATABASE_URL', valueFrom: { secretKeyRef: { ...databaseSecret, optional: true } } },
  ];
}

function probe(times: Pick<V1Probe, 'initialDelaySeconds' | 'periodSeconds'>): V1Probe {
  return { httpGet: { path: '/.well-known/agent-card.json', port: 'http' }, ...times };
}

function service(instance: CodetetherInstance): V1Service {
  const { tenant, app } = instance;
  const metadata = { name: serviceName(app), namespace: tenant.namespace };
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { ...metadata, labels: instanceLabels(instance) },
    spec: {
      type: 'ClusterIP',
      selector: { app },
      ports: [{ name: 'http', port, targetPort: 'http', protocol: 'TCP' }],
    },
  };
}

function serviceName(app: string): string {
  return `${app}-svc`;
}

function ingress(instance: CodetetherInstance): V1Ingress {
  const { tenant, app, host } = instance;
  const backend = { service: { name: serviceName(app), port: { number: port } } };
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: {
      name: `${app}-ingress`,
      namespace: tenant.namespace,
      labels: instanceLabels(instance),
      annotations: {
        'cert-manager.io/cluster-issuer': 'cloudflare-issuer',
        'nginx.ingress.kubernetes.io/ssl-redirect': 'true',
        'nginx.ingress.kubernetes.io/proxy-body-size': '50m',
      },
    },
    spec: {
      ingressClassName: 'nginx',
      tls: [{ hosts: [host], secretName: `${app}-tls` }],
      rules: [{ host, http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } }],
    },
  };
}
