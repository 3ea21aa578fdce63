import type { KubernetesObject } from '@kubernetes/client-node';

/**
 * The ten objects of a made-up tenant, the namespace first. Without replicas: pods would load the
 * control plane differently after each way of creating them.
 */
export function tenantObjects(namespace: string): readonly KubernetesObject[] {
  const metadata = (name: string) => ({
    name,
    namespace,
    labels: { 'tenantry.dev/tenant': namespace },
  });
  const objects = [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: metadata('tenant') },
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: metadata('settings'), data: { tier: 'pro' } },
    {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: metadata('credentials'),
      stringData: { password: 'x' },
    },
    {
      apiVersion: 'v1',
      kind: 'ResourceQuota',
      metadata: metadata('quota'),
      spec: { hard: { pods: '20', 'count/jobs.batch': '10' } },
    },
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: metadata('default-deny'),
      spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'] },
    },
    ...['api', 'web'].flatMap((name) => [
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: metadata(name),
        spec: { selector: { app: name }, ports: [{ name: 'http', port: 80, targetPort: 8000 }] },
      },
      {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: metadata(name),
        spec: {
          replicas: 0,
          selector: { matchLabels: { app: name } },
          template: {
            metadata: { labels: { app: name } },
            spec: {
              containers: [
                { name, image: `example.test/${name}:1`, env: [{ name: 'PORT', value: '8000' }] },
              ],
            },
          },
        },
      },
    ]),
  ];
  return objects;
}
