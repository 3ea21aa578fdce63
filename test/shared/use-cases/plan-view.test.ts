import { describe, expect, it } from 'vitest';
import { plannedStepViews } from '../../../shared/use-cases/plan-view.ts';

const wait = { kind: 'await-purge', name: 'await-purge', deadlineMs: 1 } as const;
const job = { apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'drop', namespace: 'n' } };
const drop = { kind: 'run-job', name: 'drop', deadlineMs: 1, job } as const;

describe('plannedStepViews()', () => {
  it.each([
    ['delete', 'data-loss'],
    ['update', 'none'],
  ] as const)('says what the Job of a %s disrupts: %s', (kind, disruption) => {
    expect(plannedStepViews(kind, [drop], null)).toEqual([
      {
        name: 'drop',
        kind: 'run-job',
        is_irreversible: false,
        disruption,
        job: { apiVersion: 'batch/v1', kind: 'Job', namespace: 'n', name: 'drop' },
      },
    ]);
  });

  it('says that a step cannot be undone', () => {
    expect(plannedStepViews('upgrade', [{ ...wait, isIrreversible: true }], null)).toMatchObject([
      { is_irreversible: true, disruption: 'none', job: null },
    ]);
  });

  it('says that the pods of workloads end', () => {
    const suspend = { kind: 'suspend-workloads', name: 's', deadlineMs: 1, objects: [] } as const;

    expect(plannedStepViews('suspend', [suspend], null)).toMatchObject([{ disruption: 'restart' }]);
  });

  it('loses no data by what stops a tenant before its deletion, and by what follows not too soon', () => {
    const stop = { ...drop, name: 'stop' };

    const steps = plannedStepViews('delete', [stop, wait, drop], '2026-02-01T00:00:00.000Z');

    expect(steps.map(({ name, disruption, not_before }) => [name, disruption, not_before])).toEqual(
      [
        ['stop', 'none', undefined],
        ['await-purge', 'none', undefined],
        ['drop', 'data-loss', '2026-02-01T00:00:00.000Z'],
      ],
    );
  });
});
