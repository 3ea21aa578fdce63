import type {
  V1Deployment,
  V1Job,
  V1PodTemplateSpec,
  V1StatefulSet,
} from '@kubernetes/client-node';

/** A Job as blueprints write it: no second try inside the pod, two more pods at most. */
export function aJob(name: string): V1Job {
  const template = aPod(name);
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name },
    spec: {
      backoffLimit: 2,
      template: {
        ...template,
        spec: { containers: template.spec?.containers ?? [], restartPolicy: 'Never' },
      },
    },
  };
}

/** A Deployment with one replica. */
export function aDeployment(name: string): V1Deployment {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name },
    spec: { replicas: 1, selector: { matchLabels: { app: name } }, template: aPod(name) },
  };
}

/** A StatefulSet with one replica that claims a volume. */
export function aStatefulSet(name: string): V1StatefulSet {
  return {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name },
    spec: {
      replicas: 1,
      serviceName: name,
      selector: { matchLabels: { app: name } },
      template: aPod(name),
      volumeClaimTemplates: [
        {
          metadata: { name: 'data' },
          spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
        },
      ],
    },
  };
}

function aPod(name: string): V1PodTemplateSpec {
  return {
    metadata: { labels: { app: name } },
    spec: {
      containers: [
        { name: 'main', image: 'example', terminationMessagePolicy: 'FallbackToLogsOnError' },
      ],
    },
  };
}
