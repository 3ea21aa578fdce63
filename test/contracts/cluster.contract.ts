import { afterAll, beforeAll, describe } from 'vitest';
import { describeApply } from './cluster/applies.ts';
import type { ClusterUnderTest } from './cluster/cluster-under-test.ts';
import { describeCreate } from './cluster/creates.ts';
import { describeDelete } from './cluster/deletes.ts';
import { describeOwnership } from './cluster/ownership.ts';
import { describeReads } from './cluster/reads.ts';
import { describeRehearsals } from './cluster/rehearsals.ts';
import { describeScale } from './cluster/scales.ts';
import { describeWorkloads } from './cluster/workloads.ts';

/** A cluster that a suite opens before its tests and closes after them. */
export interface OpenedCluster extends ClusterUnderTest {
  close(): Promise<void>;
}

/**
 * What every implementation of the cluster port does. The simulated cluster may only do what a case
 * here shows on a real API server.
 */
export function clusterContract(name: string, open: () => Promise<OpenedCluster>): void {
  describe(name, () => {
    let underTest: OpenedCluster | undefined;
    const opened = () => {
      if (underTest === undefined) throw new Error('The cluster is not open');
      return underTest;
    };
    beforeAll(async () => {
      underTest = await open();
    });
    afterAll(async () => {
      await underTest?.close();
    });

    describeCreate(opened);
    describeApply(opened);
    describeReads(opened);
    describeRehearsals(opened);
    describeOwnership(opened);
    describeScale(opened);
    describeDelete(opened);
    describeWorkloads(opened);
  });
}
