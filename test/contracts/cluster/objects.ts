import type {
  KubernetesObject,
  V1ConfigMap,
  V1Deployment,
  V1Ingress,
  V1Job,
  V1Secret,
  V1StatefulSet,
} from '@kubernetes/client-node';

/** Where an object goes. */
export interface Place {
  readonly namespace: string;
  readonly name: string;
}

export function aConfigMap(
  metadata: Place,
  data: Record<string, string> = { a: '1' },
): V1ConfigMap {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata, data };
}

export function aSecret(metadata: Place): V1Secret {
  return { apiVersion: 'v1', kind: 'Secret', metadata, stringData: { password: 'open sesame' } };
}

const pod = { containers: [{ name: 'main', image: 'example.test/image:1' }] };

/** A Job with one try. */
export function aJob(metadata: Place, spec: Partial<V1Job['spec']> = {}): V1Job {
  const template = { spec: { ...pod, restartPolicy: 'Never' } };
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata,
    spec: { backoffLimit: 0, template, ...spec },
  };
}

export function aDeployment(metadata: Place, replicas?: number, app: string = 'a'): V1Deployment {
  const labels = { app };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata,
    spec: {
      ...(replicas !== undefined && { replicas }),
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: pod },
    },
  };
}

export function aStatefulSet(metadata: Place, replicas?: number): V1StatefulSet {
  const { spec } = aDeployment(metadata, replicas);
  if (spec === undefined) throw new TypeError('A Deployment has a spec');
  return {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata,
    spec: { ...spec, serviceName: metadata.name },
  };
}

const anyPath = {
  path: '/',
  pathType: 'Prefix',
  backend: { service: { name: 'other', port: { number: 80 } } },
};

/** An Ingress with a certificate. */
export function anIngress(metadata: Place, host: string, ingressClassName = 'nginx'): V1Ingress {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata,
    spec: {
      ingressClassName,
      tls: [{ secretName: 'other-tls', hosts: [host] }],
      rules: [{ host, http: { paths: [anyPath] } }],
    },
  };
}

/** One object of every kind that both implementations know besides those above. */
export function otherObjects(namespace: string): readonly KubernetesObject[] {
  const metadata = { namespace, name: 'other' };
  const objects = [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata, automountServiceAccountToken: false },
    { apiVersion: 'v1', kind: 'ResourceQuota', metadata, spec: { hard: { pods: '10' } } },
    {
      apiVersion: 'v1',
      kind: 'LimitRange',
      metadata,
      spec: { limits: [{ type: 'Container', default: { cpu: '1' } }] },
    },
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata,
      spec: { podSelector: {}, policyTypes: ['Ingress'] },
    },
    {
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata,
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'other' },
        minReplicas: 2,
        maxReplicas: 4,
      },
    },
    anIngress(metadata, 'other.example.com'),
    {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata,
      spec: { maxUnavailable: 1, selector: { matchLabels: { app: 'other' } } },
    },
  ];
  return objects;
}
