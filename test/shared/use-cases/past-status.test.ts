import { describe, expect, it } from 'vitest';
import { pastStatus } from '../../../shared/use-cases/past-status.ts';
import { anEvent } from '../../builders/an-event.ts';

/** A story from its first event on: `create create:succeeded suspend`. */
function story(words: string, firstNumber = 1) {
  return words.split(' ').map((word, index) => {
    const [kind = '', end] = word.split(':');
    const type = kind === 'deleted' ? 'tenant.deleted' : `operation.${end ?? kind}`;
    return anEvent({ number: firstNumber + index, type, operation_id: `operation-${kind}` });
  });
}

describe('pastStatus()', () => {
  it.each([
    ['create', 'queued'],
    ['create create:succeeded', 'active'],
    ['create create:failed', 'failed'],
    ['create create:cancelled', 'failed'],
    ['create create:succeeded update', 'updating'],
    ['create create:succeeded update update:failed', 'active'],
    ['create create:failed update update:failed', 'failed'],
    ['create create:succeeded suspend', 'suspending'],
    ['create create:succeeded suspend suspend:succeeded', 'suspended'],
    ['create create:succeeded suspend suspend:failed', 'failed'],
    ['suspend suspend:succeeded resume', 'resuming'],
    ['suspend suspend:succeeded resume resume:succeeded', 'active'],
    ['create create:succeeded delete', 'deleting'],
    ['create create:succeeded delete deleted', 'deleted'],
    ['create create:succeeded delete restore restore:succeeded', 'active'],
    ['suspend suspend:succeeded delete restore restore:succeeded', 'suspended'],
    ['create create:succeeded repair', 'active'],
    ['create create:succeeded repair repair:failed', 'active'],
  ])('%s: %s', (words, status) => {
    expect(pastStatus(story(words))).toBe(status);
  });

  it('takes a tenant whose beginning it does not know for one that was there', () => {
    expect(pastStatus(story('update update:failed', 7))).toBe('active');
  });

  it('says nothing where events say nothing', () => {
    expect(pastStatus([])).toBeNull();
    expect(pastStatus(story('unheard-of'))).toBeNull();
    expect(pastStatus(story('create:succeeded'))).toBeNull();
  });
});
