import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  classifyAnswer,
  classifyFailure,
} from '../../../../shared/adapters/kubernetes/classify-error.ts';
import { TransportError } from '../../../../shared/adapters/kubernetes/transport-error.ts';
import {
  type AnswerName,
  recordedAnswer,
  recordedAnswers,
} from '../../../fixtures/kubernetes/answers.ts';

const names = Object.keys(recordedAnswers) as readonly AnswerName[];
const create = { verb: 'create', kind: 'ConfigMap', target: 'ConfigMap a/b' } as const;
const read = { ...create, verb: 'read' } as const;

describe('classifyAnswer()', () => {
  it.each(names)('classes the recorded answer "%s"', (name) => {
    const { verb, ...expected } = recordedAnswers[name];

    const error = classifyAnswer({ ...create, verb }, recordedAnswer(name));

    expect(error).toMatchObject({
      outcome: 'not-done',
      ...expected,
      status: recordedAnswer(name).status,
    });
  });

  it('has a class for every answer that was recorded', () => {
    const folder = new URL('../../../fixtures/kubernetes/', import.meta.url);

    const files = readdirSync(folder).filter((file) => file.endsWith('.json'));

    expect(files.sort()).toEqual(names.map((name) => `${name}.json`).sort());
  });

  it('says what was tried on what, and why it failed', () => {
    const { message } = classifyAnswer(create, recordedAnswer('already-exists'));

    expect(message).toBe('Cannot create "ConfigMap a/b": configmaps "taken" already exists');
  });

  it('names the field and the rule, not the value that was refused', () => {
    const { message } = classifyAnswer(create, recordedAnswer('invalid-label'));

    expect(message).toContain('metadata.labels: a valid label must');
    expect(message).not.toContain('b c');
  });

  it('names the other manager and the field of an apply conflict', () => {
    const { message } = classifyAnswer(create, recordedAnswer('apply-conflict'));

    expect(message).toContain('.data.a: conflict with "somebody"');
  });

  it('repeats nothing that the server says about a Secret', () => {
    const attempt = { ...create, kind: 'Secret', target: 'Secret a/b' };

    const { message } = classifyAnswer(attempt, recordedAnswer('invalid-label'));

    expect(message).toBe('Cannot create "Secret a/b": Invalid metadata.labels');
  });

  it('takes the pause from Retry-After, at most ten minutes', () => {
    const answer = { status: 429, text: '' };
    const pause = (seconds: string) =>
      classifyAnswer(read, { ...answer, headers: { 'retry-after': seconds } }).retryAfterMs;

    expect([pause('7'), pause('86400'), pause('soon')]).toEqual([7_000, 600_000, undefined]);
  });

  it.each([
    [404, '<html>not here</html>', ['cluster_unavailable', 'retry', 'not-done']],
    [404, '404 page not found\n', ['cluster_unavailable', 'retry', 'not-done']],
    [
      500,
      '{"kind":"Status","message":"etcdserver: request timed out"}',
      ['cluster_unavailable', 'observe', 'unknown'],
    ],
    [502, '<html>bad gateway</html>', ['cluster_unavailable', 'observe', 'unknown']],
    [503, 'no healthy upstream', ['cluster_unavailable', 'observe', 'unknown']],
    [302, '', ['cluster_unavailable', 'observe', 'unknown']],
    [410, '{"kind":"Status","reason":"Expired"}', ['stale_observation', 'observe', 'not-done']],
  ])('classes a write that is answered %i %s', (status, text, verdict) => {
    const error = classifyAnswer(create, { status, headers: {}, text });

    expect([error.code, error.class, error.outcome]).toEqual(verdict);
  });

  it.each([500, 502, 503, 504])('lets a read that is answered %i be tried again', (status) => {
    const error = classifyAnswer(read, { status, headers: {}, text: '' });

    expect(error).toMatchObject({ class: 'retry', outcome: 'not-done' });
  });
});

describe('classifyFailure()', () => {
  it.each([
    ['timeout', 'cluster_timeout'],
    ['connection', 'cluster_unavailable'],
    ['garbled', 'cluster_unavailable'],
    ['too_large', 'cluster_unavailable'],
  ] as const)('calls the outcome of a write unknown after a %s', (fault, code) => {
    const error = classifyFailure(create, new TransportError(fault, { isSent: true }));

    expect(error).toMatchObject({ code, class: 'observe', outcome: 'unknown' });
  });

  it.each([
    ['timeout', 'cluster_timeout'],
    ['connection', 'cluster_unavailable'],
    ['credentials', 'cluster_unauthorized'],
  ] as const)('calls a write not done when a %s came before it was sent', (fault, code) => {
    const error = classifyFailure(create, new TransportError(fault, { isSent: false }));

    expect(error).toMatchObject({ code, class: 'retry', outcome: 'not-done' });
  });

  it('calls a read not done and worth another try', () => {
    const error = classifyFailure(read, new TransportError('timeout', { isSent: true }));

    expect(error).toMatchObject({ class: 'retry', outcome: 'not-done' });
  });
});
