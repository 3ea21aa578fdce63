import type { KubernetesObject } from '@kubernetes/client-node';

/** The order in which objects are applied; deletion goes the other way. */
export const stages = ['namespace', 'policy', 'config', 'workload', 'route'] as const;

/** Objects of one stage are applied in parallel, after the stage before. */
export type Stage = (typeof stages)[number];

/** An object to apply, and when. */
export interface StagedObject {
  readonly stage: Stage;
  readonly object: KubernetesObject;
}
