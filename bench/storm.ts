import { startControlPlane } from '../test/cluster/rig/start-control-plane.ts';
import {
  type CompareOptions,
  callRatioMax,
  compareStorm,
  type StormComparison,
} from '../test/faults/storm/compare-storm.ts';
import type { StormResult } from '../test/faults/storm/run-storm.ts';
import type { BenchTable } from './table.ts';

/** A table, and whether every bar was met. */
export interface StormBench {
  readonly table: BenchTable;
  readonly isMet: boolean;
}

/** Many tenants at once on a real API server, without faults and in a storm of them. */
export async function benchStorm(options: CompareOptions): Promise<StormBench> {
  const rig = await startControlPlane();
  try {
    const comparison = await compareStorm(rig, options);
    return { table: tableOf(comparison), isMet: comparison.missed.length === 0 };
  } finally {
    await rig.stop();
  }
}

function tableOf({ tenants, calm, storm, callRatio, missed }: StormComparison): BenchTable {
  const row = (title: string, of: (result: StormResult) => string) => [title, of(calm), of(storm)];
  const share = (part: number, whole: number) => `${((100 * part) / whole).toFixed(1)} %`;
  return {
    title: `${tenants} creates at once on a real API server`,
    columns: ['', 'no faults', 'storm'],
    rows: [
      row('tenants active', ({ active }) => String(active)),
      row('time to all active', ({ ms }) => `${(ms / 1_000).toFixed(1)} s`),
      row('calls of a tenant', ({ calls }) => (calls.calls / tenants).toFixed(1)),
      [`calls, × without faults (at most ${callRatioMax})`, '1.00', callRatio.toFixed(2)],
      row('calls that failed', ({ calls }) => share(calls.failed, calls.calls)),
      row('hints of a tenant', ({ hints }) => (hints.published / tenants).toFixed(1)),
      row('hints lost', ({ hints }) => share(hints.lost, hints.published)),
      row('hints doubled', ({ hints }) => share(hints.doubled, hints.published)),
      row('objects doubled (none)', ({ objects }) => String(objects.doubled.length)),
      row('objects missing (none)', ({ objects }) => String(objects.missing.length)),
    ],
    notes: missed.length === 0 ? ['Every bar is met.'] : missed.map((text) => `MISSED ${text}`),
  };
}
