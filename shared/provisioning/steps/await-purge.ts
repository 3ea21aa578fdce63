import type { AwaitPurge } from '../../blueprint/step-spec.ts';
import type { StepImplementation } from '../step-implementation.ts';

/** Holds a deletion back while the tenant may still be restored; a restore takes its place. */
export const awaitPurge: StepImplementation<AwaitPurge> = async ({ tenant, now }) => {
  const { purge_at } = tenant;
  if (purge_at === null || purge_at <= now) return { kind: 'done', isSkipped: purge_at === null };
  return {
    kind: 'wait',
    reason: 'SoftDeleted',
    message: `The tenant can be restored until ${purge_at}`,
    afterMs: Date.parse(purge_at) - Date.parse(now),
  };
};
