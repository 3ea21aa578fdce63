import type { FieldDrift } from './field-drift.ts';
import type { FieldOwner } from './field-tree.ts';

/** Wanted fields that are not ours, by what an apply does about them. */
export interface FieldRights {
  /** Nobody's, or changed by hand: an apply sets them, and takes them over where somebody has them. */
  readonly takenBack: readonly FieldDrift[];
  /** Held by somebody who means to keep them, such as an autoscaler: an apply leaves them out. */
  readonly yielded: readonly FieldDrift[];
}

/** Sorts drifted fields by whether Tenantry takes them back (ADR 0020). */
export function fieldRights(drift: readonly FieldDrift[]): FieldRights {
  const isYielded = ({ owners }: FieldDrift) => owners.some(isKeeper);
  return {
    takenBack: drift.filter((field) => !isYielded(field)),
    yielded: drift.filter(isYielded),
  };
}

// What the control plane's own programs call themselves.
const controlPlane = /^(kube-|cloud-controller-manager|cluster-autoscaler|vpa-|gke-|keda)/;

// kubectl, under any of its names, is a person; so is who owned all before there were sets.
const byHand = /^(kubectl|before-first-apply)/;

/**
 * Whether this owner means to keep its fields: who applies (server-side apply states what is one's
 * own), who works through a subresource such as `scale`, and controllers of the control plane. A
 * plain update is a change by hand, whoever made it.
 */
function isKeeper({ manager, operation, subresource }: FieldOwner): boolean {
  if (byHand.test(manager)) return false;
  return operation === 'Apply' || subresource !== undefined || controlPlane.test(manager);
}
