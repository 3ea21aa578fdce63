import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startControlPlane } from '../test/cluster/rig/start-control-plane.ts';
import { type ObjectWay, objectWays } from './object-ways.ts';
import { type BenchTable, markdownOf } from './table.ts';

export interface ObjectsOptions {
  /** Default 15. */
  readonly rounds?: number;
}

/** Milliseconds of each round, in the order of the rounds. */
type Samples = ReadonlyMap<string, readonly number[]>;

/** What a ratio must reach to count as met, by way. */
const targets: Readonly<Record<string, { readonly text: string; isMet(ratio: number): boolean }>> =
  {
    tenantry: { text: '≤ 1.5 × raw', isMet: (ratio) => ratio <= 1.5 },
    'kubectl apply --server-side': { text: '≥ 5 × tenantry', isMet: (ratio) => ratio >= 5 },
    'helm upgrade --install': { text: '≥ 10 × tenantry', isMet: (ratio) => ratio >= 10 },
  };

/**
 * Creates the ten objects of a tenant on a real control plane in every way there is, one after the
 * other in each round, in an order that rotates.
 */
export async function benchObjects({ rounds = 15 }: ObjectsOptions = {}): Promise<BenchTable> {
  const folder = mkdtempSync(join(tmpdir(), 'tenantry-bench-'));
  const rig = await startControlPlane();
  try {
    const ways = objectWays(rig, folder);
    return tableOf(ways, await measure(ways, rounds));
  } finally {
    await rig.stop();
    rmSync(folder, { recursive: true });
  }
}

const settleMs = 500;

async function measure(ways: readonly ObjectWay[], rounds: number): Promise<Samples> {
  const samples = new Map<string, number[]>(ways.map(({ name }) => [name, []]));
  for (let round = 0; round <= rounds; round += 1) {
    for (const [index, way] of rotated(ways, round).entries()) {
      const namespace = `bench-${round}-${index}`;
      way.prepare?.(namespace);
      // The controllers still work on the round before: nobody shall pay for another's objects.
      await sleep(settleMs);
      const startedMs = performance.now();
      await way.create(namespace);
      // The first round warms up: connections, caches, the API server itself.
      if (round > 0) samples.get(way.name)?.push(performance.now() - startedMs);
    }
  }
  return samples;
}

function rotated<T>(items: readonly T[], by: number): readonly T[] {
  const start = by % items.length;
  return [...items.slice(start), ...items.slice(0, start)];
}

function tableOf(ways: readonly ObjectWay[], samples: Samples): BenchTable {
  const [own, floor] = ways.map(({ name }) => median(samples.get(name) ?? []));
  return {
    title: 'ten objects of a tenant on a real API server',
    columns: ['', 'median ms', 'min–max ms', '× raw', '× tenantry', 'target', 'met'],
    rows: ways.map(({ name }) => {
      const times = samples.get(name) ?? [];
      const ms = median(times);
      const [toFloor, toOwn] = [ms / (floor ?? Number.NaN), ms / (own ?? Number.NaN)];
      const target = targets[name];
      return [
        name,
        ms.toFixed(1),
        `${Math.min(...times).toFixed(1)}–${Math.max(...times).toFixed(1)}`,
        toFloor.toFixed(2),
        toOwn.toFixed(2),
        target?.text ?? '',
        target === undefined ? '' : verdict(target.isMet(name === 'tenantry' ? toFloor : toOwn)),
      ];
    }),
  };
}

function verdict(isMet: boolean): string {
  return isMet ? 'yes' : 'no';
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low, high] = [sorted[sorted.length % 2 === 0 ? middle - 1 : middle], sorted[middle]];
  return ((low ?? Number.NaN) + (high ?? Number.NaN)) / 2;
}

if (import.meta.main) console.log(markdownOf(await benchObjects()));
