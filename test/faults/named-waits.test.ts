import { describe, expect, it } from 'vitest';
import { aStepRecord } from '../builders/a-step-record.ts';
import { aTenant } from '../builders/a-tenant.ts';
import { anOperation } from '../builders/an-operation.ts';
import { faultOfOperation, faultOfTenant } from './named-waits.ts';

const wait = { reason: 'JobRunning', message: 'Job a/b: runs', until: '2026-01-01T00:00:00.000Z' };

describe('faultOfOperation()', () => {
  it('accepts a step that says what it waits for', () => {
    const operation = anOperation({ steps: [aStepRecord({ state: 'waiting', wait })] });

    expect(faultOfOperation(operation)).toBeUndefined();
  });

  it.each([
    ['nothing', null],
    ['no reason', { ...wait, reason: '' }],
    ['no message', { ...wait, message: '' }],
  ])('refuses a step that waits for %s', (_, named) => {
    const operation = anOperation({ steps: [aStepRecord({ state: 'waiting', wait: named })] });

    expect(faultOfOperation(operation)).toContain('waits without a reason');
  });

  it('refuses an operation that failed without an error', () => {
    expect(faultOfOperation(anOperation({ state: 'failed', error: null }))).toContain('failed');
  });
});

describe('faultOfTenant()', () => {
  const parked = aTenant({
    status: 'provisioning',
    last_operation: { id: 'operation-1', kind: 'create', state: 'waiting' },
  });

  it('refuses a tenant that is parked without a reason', () => {
    expect(faultOfTenant(parked)).toContain('provisioning waits without a reason');
  });

  it('accepts one whose condition says what it waits for', () => {
    const progressing = {
      type: 'Progressing',
      status: 'True',
      reason: 'JobRunning',
      message: 'Job a/b: runs',
      observed_generation: 1,
      last_transition_time: '2026-01-01T00:00:00.000Z',
    } as const;

    expect(faultOfTenant({ ...parked, conditions: [progressing] })).toBeUndefined();
  });

  it('leaves one alone that somebody works on', () => {
    const lease = { holder: 'worker-1', expires_at: '2026-01-01T00:00:00.000Z' };

    expect(faultOfTenant({ ...parked, lease })).toBeUndefined();
  });
});
