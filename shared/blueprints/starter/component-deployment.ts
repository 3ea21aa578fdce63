import type {
  V1Container,
  V1Deployment,
  V1DeploymentStrategy,
  V1Probe,
} from '@kubernetes/client-node';
import { digestOf } from '../../kubernetes/digest.ts';
import type { Component } from './component.ts';
import { componentEnv } from './component-env.ts';
import { fileMounts, fileVolumes, secretProviderClass } from './component-files.ts';
import type { ComponentName } from './component-name.ts';
import { secretsMark, secretsOf } from './component-secrets.ts';
import { podSpec } from './pod-spec.ts';
import { metadataOf, type StarterSite, selectorOf } from './starter-site.ts';

/** Annotation of pods that changes with where their secrets come from. */
const secretsAnnotation = 'tenantry.dev/secrets';

/** Annotation of pods that changes with what is fetched into their files. */
const filesAnnotation = 'tenantry.dev/secret-files';

/** How often a pod is asked, in seconds. */
const probeSeconds = 10;

/** How long a pod may take to start, in seconds. */
const startSeconds = 300;

/** The Deployment of a component. Without `replicas` where an autoscaler sets them. */
export function componentDeployment(site: StarterSite, component: Component): V1Deployment {
  const { tenant } = site;
  const { name } = component;
  const metadata = metadataOf(tenant, name);
  const replicas = fixedReplicas(site, name);
  const annotations = podAnnotations(site, name);
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata,
    spec: {
      ...(replicas !== undefined && { replicas }),
      strategy: strategyOf(name),
      selector: { matchLabels: selectorOf(tenant, name) },
      template: {
        metadata: {
          labels: { ...metadata.labels },
          ...(Object.keys(annotations).length > 0 && { annotations }),
        },
        spec: podSpec(serverContainer(site, component), fileVolumes(site, name)),
      },
    },
  };
}

/** What differs whenever the pods must start anew although their spec is the same. */
function podAnnotations(site: StarterSite, name: ComponentName): Record<string, string> {
  const secrets = secretsOf(site, name);
  const files = secretProviderClass(site, name);
  return {
    ...(secrets && { [secretsAnnotation]: secretsMark(secrets) }),
    ...(files && { [filesAnnotation]: digestOf(files.spec) }),
  };
}

function fixedReplicas({ params }: StarterSite, name: ComponentName): number | undefined {
  if (name === 'worker') return 1;
  const { enabled, [name]: range } = params.autoscaling;
  return enabled ? undefined : range.minReplicas;
}

/** Old pods go when new ones serve; but never are there two workers, who would charge twice. */
function strategyOf(name: ComponentName): V1DeploymentStrategy {
  if (name === 'worker') return { type: 'Recreate' };
  return { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: '25%' } };
}

function serverContainer(site: StarterSite, component: Component): V1Container {
  const { port, livePath, readyPath } = component;
  return {
    ...componentContainer(site, component.name),
    ports: [{ name: 'http', containerPort: port }],
    livenessProbe: probe(livePath),
    readinessProbe: probe(readyPath),
    startupProbe: { ...probe(readyPath), failureThreshold: startSeconds / probeSeconds },
  };
}

/** Image, variables, files and resources of a component, which its migrations share. */
export function componentContainer(site: StarterSite, name: ComponentName): V1Container {
  const { image = '', resources } = site.params[name];
  const volumeMounts = [...fileMounts(site, name)];
  return {
    name,
    image,
    env: [...componentEnv(site, name)],
    ...(volumeMounts.length > 0 && { volumeMounts }),
    resources: { requests: { ...resources.requests }, limits: { ...resources.limits } },
    terminationMessagePolicy: 'FallbackToLogsOnError',
  };
}

function probe(path: string): V1Probe {
  return { httpGet: { path, port: 'http' }, periodSeconds: probeSeconds, timeoutSeconds: 5 };
}
