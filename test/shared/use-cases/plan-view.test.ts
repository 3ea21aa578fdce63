import { describe, expect, it } from 'vitest';
import { plannedStep } from '../../../shared/use-cases/plan-view.ts';

const job = { apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'drop', namespace: 'n' } };

describe('plannedStep()', () => {
  it.each([
    ['delete', 'data-loss'],
    ['update', 'none'],
  ] as const)('says what the Job of a %s disrupts: %s', (kind, disruption) => {
    expect(plannedStep(kind, { kind: 'run-job', name: 'drop', deadlineMs: 1, job })).toEqual({
      name: 'drop',
      kind: 'run-job',
      is_irreversible: false,
      disruption,
      job: { apiVersion: 'batch/v1', kind: 'Job', namespace: 'n', name: 'drop' },
    });
  });

  it('says that a step cannot be undone', () => {
    const spec = {
      kind: 'await-purge',
      name: 'purge',
      deadlineMs: 1,
      isIrreversible: true,
    } as const;

    expect(plannedStep('delete', spec)).toMatchObject({
      is_irreversible: true,
      disruption: 'none',
      job: null,
    });
  });
});
