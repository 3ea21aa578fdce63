import type { ControlPlane } from '../../cluster/rig/connect-rig.ts';
import { runStorm, type StormResult } from './run-storm.ts';
import { calm, storm } from './weather.ts';

/** Calls of a tenant in the storm, as a multiple of those without faults. */
export const callRatioMax = 3;

export interface CompareOptions {
  readonly tenants: number;
  readonly seed: number;
}

/** The same tenants in calm weather and in the storm, and which bars were missed. */
export interface StormComparison {
  readonly tenants: number;
  readonly calm: StormResult;
  readonly storm: StormResult;
  readonly callRatio: number;
  readonly missed: readonly string[];
}

/** A tenant's share of two cores, amply. */
const limitMsOf = (tenants: number) => 60_000 + tenants * 3_000;

/** Runs both on one control plane, one after the other. */
export async function compareStorm(
  rig: ControlPlane,
  { tenants, seed }: CompareOptions,
): Promise<StormComparison> {
  const common = { tenants, seed, limitMs: limitMsOf(tenants) };
  const quiet = await runStorm(rig, { ...common, weather: calm, slugPrefix: 'calm' });
  const stormy = await runStorm(rig, { ...common, weather: storm, slugPrefix: 'storm' });
  const callRatio = stormy.calls.calls / quiet.calls.calls;
  const missed = [
    ...missedBy(quiet, tenants, 'without faults'),
    ...missedBy(stormy, tenants, 'in the storm'),
    ...(callRatio > callRatioMax
      ? [`${callRatio.toFixed(2)} times the calls, more than ${callRatioMax}`]
      : []),
  ];
  return { tenants, calm: quiet, storm: stormy, callRatio, missed };
}

function missedBy({ active, objects, troubles }: StormResult, tenants: number, when: string) {
  const { doubled, missing } = objects;
  return [
    ...(active < tenants ? [`${active} of ${tenants} tenants active`, ...troubles] : []),
    ...(doubled.length > 0 ? [`${doubled.length} objects doubled: ${doubled[0]}`] : []),
    ...(missing.length > 0 ? [`${missing.length} objects missing: ${missing[0]}`] : []),
  ].map((text) => `${when}: ${text}`);
}
