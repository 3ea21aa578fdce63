import { describeTerminating } from '../../kubernetes/describe-terminating.ts';
import type { ObservedObject } from '../../kubernetes/object.ts';
import type { Wait } from '../step-result.ts';

/** Looks again after so long whether an object that must go before it can be made anew is gone. */
export function waitForEnd(have: ObservedObject, afterMs = 1_000): Wait {
  const message = `Waiting for the end of ${describeTerminating(have)}`;
  return { kind: 'wait', reason: 'ObjectTerminating', message, afterMs };
}
