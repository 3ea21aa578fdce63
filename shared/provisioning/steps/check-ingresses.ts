import type { CheckIngresses } from '../../blueprint/step-spec.ts';
import { type IngressSight, ingressSightOf } from '../../kubernetes/ingress-sight.ts';
import type { IngressVerdict } from '../../kubernetes/ingress-verdict.ts';
import type { ObjectRef, ObservedObject } from '../../kubernetes/object.ts';
import { addMs } from '../../tenant/time.ts';
import { lookAtIngresses } from '../look-at-ingresses.ts';
import type { StepContext, StepImplementation } from '../step-implementation.ts';
import type { Wait } from '../step-result.ts';

/** How long until addresses and certificates are looked at again. */
const lookAgainMs = 5_000;

/**
 * Tells in the condition `IngressReady` whether the tenant is reached from outside. Waits a while for
 * what somebody else is to bring, and ends well even when nobody did: the walk tells when it came.
 */
export const checkIngresses: StepImplementation<CheckIngresses> = async (context, spec) => {
  const objects = await Promise.all(spec.refs.map(async (ref) => await context.cluster.read(ref)));
  const sights = spec.refs.map((ref, index) => ingressSightOf(ref, objects[index]));
  const verdict = await lookAtIngresses(context.cluster, sights, context.now);
  if (!isWorthWaiting(context, spec, verdict)) {
    return { kind: 'done', conditions: [verdict.fact] };
  }
  return waitFor(verdict, unreached(spec.refs, objects, sights));
};

function isWorthWaiting(
  { tenant, operation, now }: StepContext,
  { name, patienceMs, awaitsCertificates }: CheckIngresses,
  { fact, awaited }: IngressVerdict,
): boolean {
  if (awaited === undefined || (awaited === 'certificate' && !awaitsCertificates)) return false;
  const started = operation.steps.find((step) => step.name === name)?.started_at ?? null;
  if (started !== null) return now < addMs(started, patienceMs);
  // What an earlier operation waited for in vain is not waited for again.
  return !tenant.conditions.some(
    ({ type, status, message }) =>
      type === fact.type && status === fact.status && message === fact.message,
  );
}

/** What to watch until the first Ingress without an address has one; Secrets may not be watched. */
function unreached(
  refs: readonly ObjectRef[],
  objects: readonly (ObservedObject | undefined)[],
  sights: readonly IngressSight[],
): Wait['watch'] {
  const index = sights.findIndex(({ addresses }) => addresses.length === 0);
  const ref = refs[index];
  if (ref === undefined) return undefined;
  return { ref, resourceVersion: objects[index]?.metadata.resourceVersion };
}

function waitFor({ fact }: IngressVerdict, watch: Wait['watch']): Wait {
  const { reason, message } = fact;
  const wait = { kind: 'wait', reason, message, afterMs: lookAgainMs, conditions: [fact] } as const;
  return watch === undefined ? wait : { ...wait, watch };
}
