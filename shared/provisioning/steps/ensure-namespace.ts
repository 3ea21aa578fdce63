import type { EnsureNamespace } from '../../blueprint/step-spec.ts';
import { describeTerminating } from '../../kubernetes/describe-terminating.ts';
import { digestOf } from '../../kubernetes/digest.ts';
import { entryOf } from '../../kubernetes/inventory.ts';
import {
  keptForAnnotation,
  keptFromAnnotation,
  productLabel,
  tenantLabel,
} from '../../kubernetes/labels.ts';
import { describeRef, type ObservedObject, refOf } from '../../kubernetes/object.ts';
import { TerminalError } from '../../tenant/errors.ts';
import type { StepContext, StepImplementation } from '../step-implementation.ts';
import type { StepResult } from '../step-result.ts';
import { applyByRights } from './apply-by-rights.ts';
import { assertOwned, isTerminating } from './observe.ts';

/**
 * Creates the namespace, finds the tenant's own, or takes up the one that a deleted tenant of the
 * same organization left. What its fields should be is for `apply-objects` to mend.
 */
export const ensureNamespace: StepImplementation<EnsureNamespace> = async (
  context,
  { namespace },
) => {
  const { cluster, tenant, note } = context;
  const have = await cluster.read(refOf(namespace));
  // One that appears meanwhile is looked at by the next run.
  if (have === undefined) {
    const created = await cluster.create(namespace);
    note({ applied: [entryOf(created, digestOf(namespace))] });
    return { kind: 'done' };
  }
  if (isTerminating(have)) return waitForEnd(have);
  if (!isFree(have)) assertOwned(have, tenant);
  else {
    assertLeftFor(context, have, namespace);
    const taken = await applyByRights(cluster, namespace, have);
    note({ applied: [entryOf(taken, digestOf(namespace))] });
  }
  return { kind: 'done' };
};

/** Whether Tenantry let go of it when its tenant was deleted. */
function isFree({ metadata: { annotations, labels } }: ObservedObject): boolean {
  return annotations?.[keptFromAnnotation] !== undefined && labels?.[tenantLabel] === undefined;
}

/** What is in a kept namespace is another organization's business. */
function assertLeftFor(
  { tenant }: StepContext,
  have: ObservedObject,
  namespace: EnsureNamespace['namespace'],
): void {
  const { annotations, labels } = have.metadata;
  const isSameOwner = annotations?.[keptForAnnotation] === tenant.organization_id;
  const isSameProduct = labels?.[productLabel] === namespace.metadata?.labels?.[productLabel];
  if (isSameOwner && isSameProduct) return;
  throw new TerminalError(
    'foreign_object',
    `Cannot use ${describeRef(refOf(have))}: it was kept for another organization or product; delete it if nothing in it is needed any more`,
  );
}

function waitForEnd(have: ObservedObject): StepResult {
  const { resourceVersion } = have.metadata;
  return {
    kind: 'wait',
    reason: 'NamespaceTerminating',
    message: `Waiting for the end of ${describeTerminating(have)}`,
    afterMs: 2_000,
    watch: { ref: refOf(have), resourceVersion },
  };
}
