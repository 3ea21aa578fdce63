import type { V1PodDisruptionBudget, V2HorizontalPodAutoscaler } from '@kubernetes/client-node';
import { metadataOf, type StarterSite, selectorOf } from './starter-site.ts';

/** What has more than one pod. */
type Scaled = 'api' | 'web';

/** The autoscaler of a component; undefined where nothing scales. */
export function componentAutoscaler(
  { tenant, params }: StarterSite,
  name: Scaled,
): V2HorizontalPodAutoscaler | undefined {
  const { enabled, targetCPUUtilizationPercentage, [name]: range } = params.autoscaling;
  if (!enabled) return undefined;
  const metadata = metadataOf(tenant, name);
  const target = { type: 'Utilization', averageUtilization: targetCPUUtilizationPercentage };
  return {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata,
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: metadata.name ?? '' },
      minReplicas: range.minReplicas,
      maxReplicas: range.maxReplicas,
      metrics: [{ type: 'Resource', resource: { name: 'cpu', target } }],
    },
  };
}

/** Lets nodes be drained one pod at a time; undefined for a component that may have a single pod. */
export function componentBudget(
  { tenant, params }: StarterSite,
  name: Scaled,
): V1PodDisruptionBudget | undefined {
  if (params.autoscaling[name].minReplicas < 2) return undefined;
  return {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: metadataOf(tenant, name),
    spec: { maxUnavailable: 1, selector: { matchLabels: selectorOf(tenant, name) } },
  };
}
