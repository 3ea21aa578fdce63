import type { ObservedObject } from '../../kubernetes/object.ts';
import type { ClusterView } from '../../ports/cluster-view.ts';
import { simulatedRefusal } from './simulated-refusal.ts';
import { applySimulated, createSimulated, type SimulatedWrites } from './simulated-writes.ts';

type Write = <T>(work: (writes: SimulatedWrites) => T) => T;

/** What people look at in the simulated cluster: rehearsed writes, and no lines, since nothing runs. */
export function simulatedView(write: Write): Pick<ClusterView, 'dryRun' | 'readLogs'> {
  return {
    dryRun: async (object, observed) => {
      if (observed !== undefined) {
        return rehearse(write, (writes) => applySimulated(writes, object, observed));
      }
      const created = rehearse(write, (writes) => createSimulated(writes, object));
      const { resourceVersion: _, ...metadata } = created.metadata;
      return { ...created, metadata };
    },
    readLogs: async ({ namespace, pod }) => {
      const ref = { apiVersion: 'v1', kind: 'Pod', namespace, name: pod };
      const why = 'nothing runs in it that could write a line';
      throw simulatedRefusal('unsupported_in_simulation', { verb: 'read', ref }, why);
    },
  };
}

/** What the work would come to: it is done and taken back with its transaction. */
function rehearse(write: Write, work: (writes: SimulatedWrites) => ObservedObject): ObservedObject {
  const results: ObservedObject[] = [];
  const takenBack = new Error('Taken back');
  try {
    write((writes) => {
      results.push(work(writes));
      throw takenBack;
    });
  } catch (error) {
    const [result] = results;
    if (error === takenBack && result !== undefined) return result;
    throw error;
  }
  throw takenBack;
}
