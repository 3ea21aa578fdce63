import { describe, expect, it } from 'vitest';
import { resultOfError } from '../../../shared/provisioning/result-of-error.ts';
import { ClusterError } from '../../../shared/tenant/cluster-error.ts';
import { TenantryError, TerminalError } from '../../../shared/tenant/errors.ts';

const random = () => 0.5;

function clusterError(errorClass: ClusterError['class'], retryAfterMs?: number): ClusterError {
  return new ClusterError('quota_exceeded', 'Cannot create Pod a/b: no quota', {
    class: errorClass,
    outcome: 'not-done',
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  });
}

describe('resultOfError()', () => {
  it('fails on a terminal error', () => {
    const error = new TerminalError('foreign_object', 'Cannot write Secret a/b: it is foreign');

    expect(resultOfError(error, 0, random).result).toEqual({
      kind: 'failed',
      code: 'foreign_object',
      message: 'Cannot write Secret a/b: it is foreign',
    });
  });

  it('fails on a terminal answer of the cluster', () => {
    expect(resultOfError(clusterError('terminal'), 0, random).result.kind).toBe('failed');
  });

  it('waits for the cluster without counting a failure', () => {
    const { result, isFailure } = resultOfError(clusterError('wait'), 7, random);

    expect(result).toMatchObject({ kind: 'wait', reason: 'QuotaExceeded', afterMs: 2_000 });
    expect(isFailure).toBe(false);
  });

  it('backs off longer after more failures', () => {
    const pauses = [0, 3].map((n) => resultOfError(clusterError('retry'), n, random).result);

    expect(pauses).toMatchObject([{ afterMs: 275 }, { afterMs: 2_200 }]);
  });

  it('waits no less than the other side asked for, and not all as long', () => {
    const waits = [0, 0.5, 0.999].map(
      (value) => resultOfError(clusterError('retry', 30_000), 0, () => value).result,
    );

    expect(waits).toMatchObject([{ afterMs: 30_050 }, { afterMs: 30_275 }, { afterMs: 30_500 }]);
  });

  it('keeps what a stranger says out of the message', () => {
    const { result, code } = resultOfError(new Error('password hunter2'), 0, random);

    expect(code).toBe('internal');
    expect(JSON.stringify(result)).not.toContain('hunter2');
  });

  it('retries an error that says nothing of being terminal', () => {
    const error = new TenantryError(
      'cluster_lost',
      'Cannot work on cluster "a": it is another one',
    );

    expect(resultOfError(error, 0, random).result).toMatchObject({
      kind: 'wait',
      reason: 'ClusterLost',
    });
  });
});
