import { describe, expect, it } from 'vitest';
import type { StepSpec } from '../../../shared/blueprint/step-spec.ts';
import { isOverdue, nextMove } from '../../../shared/provisioning/next-move.ts';
import { greetingMail } from '../../builders/a-mailing-blueprint.ts';
import { aStepRecord } from '../../builders/a-step-record.ts';
import { anOperation } from '../../builders/an-operation.ts';

const now = '2026-01-01T00:10:00.000Z';
const later = '2026-01-01T00:20:00.000Z';
const earlier = '2026-01-01T00:00:00.000Z';
const specs: readonly StepSpec[] = ['one', 'two'].map((name) => ({
  kind: 'set-outputs',
  name,
  deadlineMs: 1_000,
  siteUrl: null,
  outputs: {},
}));
const one = aStepRecord({ name: 'one' });
const two = aStepRecord({ name: 'two' });
const wait = { reason: 'JobRunning', message: 'Job a/b is running', until: later };

describe('nextMove()', () => {
  it('runs the first step that has not ended', () => {
    const steps = [{ ...one, state: 'succeeded' } as const, two];

    expect(nextMove(anOperation({ steps }), specs, now)).toMatchObject({
      kind: 'run',
      spec: { name: 'two' },
    });
  });

  it('passes over a skipped step', () => {
    const steps = [{ ...one, state: 'skipped' } as const, two];

    expect(nextMove(anOperation({ steps }), specs, now)).toMatchObject({ spec: { name: 'two' } });
  });

  it('finishes when all that is planned by now is done, whatever was planned besides', () => {
    const gone = aStepRecord({ name: 'gone', state: 'waiting', wait, attempts: 3 });
    const done = [one, two].map((step) => ({ ...step, state: 'succeeded' }) as const);

    expect(nextMove(anOperation({ steps: [...done, gone] }), specs, now)).toEqual({
      kind: 'finish',
    });
    const missing = anOperation({ steps: [...done.slice(1), { ...gone, wait: null }] });
    expect(nextMove(missing, specs, now)).toMatchObject({ kind: 'unplanned' });
  });

  it('never calls a step overdue that fails nothing, and runs it again', () => {
    const late = aStepRecord({ name: 'two', state: 'waiting', deadline: earlier });
    const steps = [{ ...one, state: 'succeeded' } as const, late];
    const lenient = [...specs.slice(0, 1), { ...greetingMail, name: 'two' }];

    expect(nextMove(anOperation({ steps, deadline: earlier }), lenient, now)).toMatchObject({
      kind: 'run',
      spec: { name: 'two' },
    });
    expect(nextMove(anOperation({ steps }), specs, now)).toMatchObject({ kind: 'overdue' });
  });

  it('finishes when every step has ended', () => {
    const steps = [one, two].map((step) => ({ ...step, state: 'succeeded' }) as const);

    expect(nextMove(anOperation({ steps }), specs, now)).toEqual({ kind: 'finish' });
  });

  it('waits until the time that the step named', () => {
    const steps = [{ ...one, state: 'waiting', wait } as const, two];

    expect(nextMove(anOperation({ steps }), specs, now)).toEqual({ kind: 'wait', until: later });
  });

  it('runs a step whose wait is over', () => {
    const steps = [{ ...one, state: 'waiting', wait: { ...wait, until: now } } as const, two];

    expect(nextMove(anOperation({ steps }), specs, now)).toMatchObject({ kind: 'run' });
  });

  it('fails with the error of a failed step', () => {
    const error = { code: 'job_failed', message: 'Job failed', retryable: false };
    const steps = [{ ...one, state: 'failed', error } as const, two];

    expect(nextMove(anOperation({ steps }), specs, now)).toEqual({ kind: 'fail', error });
  });

  it('says that a step is overdue, also while it waits', () => {
    const steps = [{ ...one, state: 'waiting', wait, deadline: earlier } as const, two];

    expect(nextMove(anOperation({ steps }), specs, now)).toMatchObject({ kind: 'overdue' });
  });

  it('says that the whole operation is overdue', () => {
    const operation = anOperation({ steps: [one, two], deadline: earlier });

    expect(nextMove(operation, specs, now)).toMatchObject({ kind: 'overdue' });
  });

  it('goes on with a deletion that is overdue', () => {
    const operation = anOperation({ kind: 'delete', steps: [one, two], deadline: earlier });

    expect(nextMove(operation, specs, now)).toMatchObject({ kind: 'run' });
  });

  it('has deadlines for the steps of a deletion, not for the whole of it', () => {
    const operation = anOperation({ kind: 'delete', deadline: earlier });
    const late = { ...one, deadline: earlier };

    expect([isOverdue(operation, one, now), isOverdue(operation, late, now)]).toEqual([
      false,
      true,
    ]);
  });

  it('says that a step is unplanned when the blueprint has none of that name', () => {
    const operation = anOperation({ steps: [aStepRecord({ name: 'gone' })] });

    expect(nextMove(operation, specs, now)).toMatchObject({ kind: 'unplanned' });
  });
});
