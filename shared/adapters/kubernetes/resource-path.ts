/** How the API server serves a kind. */
export interface Resource {
  readonly plural: string;
  readonly isNamespaced: boolean;
}

const namespaced: Readonly<Record<string, readonly (readonly [kind: string, plural: string])[]>> = {
  v1: [
    ['ConfigMap', 'configmaps'],
    ['Event', 'events'],
    ['LimitRange', 'limitranges'],
    ['PersistentVolumeClaim', 'persistentvolumeclaims'],
    ['Pod', 'pods'],
    ['ResourceQuota', 'resourcequotas'],
    ['Secret', 'secrets'],
    ['Service', 'services'],
    ['ServiceAccount', 'serviceaccounts'],
  ],
  'apps/v1': [
    ['DaemonSet', 'daemonsets'],
    ['Deployment', 'deployments'],
    ['ReplicaSet', 'replicasets'],
    ['StatefulSet', 'statefulsets'],
  ],
  'autoscaling/v2': [['HorizontalPodAutoscaler', 'horizontalpodautoscalers']],
  'batch/v1': [
    ['CronJob', 'cronjobs'],
    ['Job', 'jobs'],
  ],
  'networking.k8s.io/v1': [
    ['Ingress', 'ingresses'],
    ['NetworkPolicy', 'networkpolicies'],
  ],
  'policy/v1': [['PodDisruptionBudget', 'poddisruptionbudgets']],
  'rbac.authorization.k8s.io/v1': [
    ['Role', 'roles'],
    ['RoleBinding', 'rolebindings'],
  ],
};

/**
 * Kinds that every API server serves, so that no discovery is needed for them
 * (https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/).
 */
const builtIn: ReadonlyMap<string, Resource> = new Map<string, Resource>([
  ['v1 Namespace', { plural: 'namespaces', isNamespaced: false }],
  ...Object.entries(namespaced).flatMap(([apiVersion, kinds]) =>
    kinds.map(
      ([kind, plural]) => [`${apiVersion} ${kind}`, { plural, isNamespaced: true }] as const,
    ),
  ),
]);

/** The resource of a kind that is always served; undefined for custom and rare kinds. */
export function builtInResource(apiVersion: string, kind: string): Resource | undefined {
  return builtIn.get(`${apiVersion} ${kind}`);
}

/** The path of a group and version: `/api/v1`, `/apis/apps/v1`. */
export function versionPath(apiVersion: string): string {
  return [
    apiVersion.includes('/') ? '/apis' : '/api',
    ...apiVersion.split('/').map(encodeURIComponent),
  ].join('/');
}

/** Which objects a path addresses: one with a name, else all of the namespace, else all. */
export interface PathScope {
  readonly apiVersion: string;
  readonly namespace?: string | undefined;
  readonly name?: string;
}

/** The path of an object or a collection, every part escaped. */
export function resourcePath(
  { apiVersion, namespace, name }: PathScope,
  resource: Resource,
): string {
  const scope = namespace === undefined ? [] : ['namespaces', namespace];
  const parts = [...scope, resource.plural, ...(name === undefined ? [] : [name])];
  return [versionPath(apiVersion), ...parts.map(encodeURIComponent)].join('/');
}
