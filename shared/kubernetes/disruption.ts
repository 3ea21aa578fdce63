import type { KubernetesObject, V1ConfigMap } from '@kubernetes/client-node';
import type { FieldChange } from './field-changes.ts';

/** What a change of an object does to who uses it, the least first. */
export const disruptions = ['none', 'restart', 'recreate', 'data-loss'] as const;

/** `restart`: its pods are replaced; `recreate`: it must be deleted and made again. */
export type Disruption = (typeof disruptions)[number];

interface Rule {
  /** Beginnings of paths. */
  readonly fields: readonly RegExp[];
  readonly disruption: Disruption;
}

const podTemplate: Rule = { fields: [/^\/spec\/template\//], disruption: 'restart' };
const selector: Rule = { fields: [/^\/spec\/selector(\/|$)/], disruption: 'recreate' };

/** Fields of each kind, by `group/Kind`, that cost more than the change itself. */
const rules: Readonly<Record<string, readonly Rule[]>> = {
  'apps/Deployment': [podTemplate, selector],
  'apps/DaemonSet': [podTemplate, selector],
  'apps/StatefulSet': [
    podTemplate,
    // New claims are empty, and the old ones belong to nobody.
    { fields: [/^\/spec\/volumeClaimTemplates(\/|$)/], disruption: 'data-loss' },
    {
      fields: [/^\/spec\/(selector|serviceName|podManagementPolicy)(\/|$)/],
      disruption: 'recreate',
    },
  ],
  'batch/Job': [
    {
      fields: [/^\/spec\/(template|selector|completionMode|completions|podFailurePolicy)(\/|$)/],
      disruption: 'recreate',
    },
  ],
  '/Service': [{ fields: [/^\/spec\/(clusterIPs?|ipFamilies)(\/|$)/], disruption: 'recreate' }],
  // A claim can only grow; all else makes another claim, and that is empty.
  '/PersistentVolumeClaim': [
    { fields: [/^\/spec\/(?!resources\/|volumeAttributesClassName)/], disruption: 'data-loss' },
  ],
  '/Secret': [{ fields: [/^\/type$/], disruption: 'recreate' }],
  'rbac.authorization.k8s.io/RoleBinding': [{ fields: [/^\/roleRef\//], disruption: 'recreate' }],
  'rbac.authorization.k8s.io/ClusterRoleBinding': [
    { fields: [/^\/roleRef\//], disruption: 'recreate' },
  ],
};

/** Kinds that take data with them. */
const holdsData: readonly string[] = ['/Namespace', '/PersistentVolumeClaim', 'apps/StatefulSet'];

/** What changing these fields of an object disrupts. */
export function disruptionOf(
  have: KubernetesObject,
  fields: readonly Pick<FieldChange, 'path'>[],
): Disruption {
  const found = [...(rules[groupKind(have)] ?? []), ...sealedRules(have)]
    .filter((rule) => fields.some(({ path }) => rule.fields.some((field) => field.test(path))))
    .map(({ disruption }) => disruption);
  return gravest(found);
}

/** What deleting an object disrupts. */
export function disruptionOfDelete(have: KubernetesObject): Disruption {
  return holdsData.includes(groupKind(have)) ? 'data-loss' : 'none';
}

/** The gravest of several disruptions. */
function gravest(found: readonly Disruption[]): Disruption {
  return disruptions.findLast((disruption) => found.includes(disruption)) ?? 'none';
}

/** A ConfigMap or Secret may forbid all changes of its data. */
function sealedRules(have: KubernetesObject): readonly Rule[] {
  const isSealed = (have as V1ConfigMap).immutable === true;
  return isSealed
    ? [{ fields: [/^\/(data|stringData|binaryData|immutable)(\/|$)/], disruption: 'recreate' }]
    : [];
}

function groupKind({ apiVersion = '', kind = '' }: KubernetesObject): string {
  return `${apiVersion.includes('/') ? apiVersion.split('/')[0] : ''}/${kind}`;
}
