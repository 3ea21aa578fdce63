import { describe, expect, it } from 'vitest';
import { ownerLabels } from '../../../shared/kubernetes/labels.ts';
import {
  describeRef,
  isOwnedBy,
  isSameRef,
  refKey,
  refOf,
} from '../../../shared/kubernetes/object.ts';

const job = { apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'x', namespace: 'n' } };

describe('refOf()', () => {
  it('names kind, namespace and name', () => {
    expect(refOf(job)).toEqual({ apiVersion: 'batch/v1', kind: 'Job', namespace: 'n', name: 'x' });
  });

  it('has no namespace where the object has none', () => {
    expect(refOf({ ...job, metadata: { name: 'x' } })).not.toHaveProperty('namespace');
  });

  it.each([
    [{ kind: 'Job', metadata: { name: 'x' } }],
    [{ apiVersion: 'v1', metadata: { name: 'x' } }],
    [{ apiVersion: 'v1', kind: 'Job', metadata: {} }],
    [{ apiVersion: 'v1', kind: 'Job' }],
  ])('throws on %j', (object) => {
    expect(() => refOf(object)).toThrow('Cannot name an object');
  });
});

describe('refKey()', () => {
  it.each([
    ['another name', { name: 'y' }],
    ['another namespace', { namespace: 'm' }],
    ['another kind', { kind: 'CronJob' }],
    ['another group', { apiVersion: 'apps/v1' }],
    ['the core group', { apiVersion: 'v1' }],
  ])('differs for %s', (_what, part) => {
    expect(refKey({ ...refOf(job), ...part })).not.toBe(refKey(refOf(job)));
  });

  it('is the same for another version of the group', () => {
    expect(isSameRef({ ...refOf(job), apiVersion: 'batch/v1beta1' }, refOf(job))).toBe(true);
  });
});

describe('describeRef()', () => {
  it('writes a reference as people do', () => {
    expect(describeRef(refOf(job))).toBe('Job n/x');
    expect(describeRef({ apiVersion: 'v1', kind: 'Namespace', name: 'n' })).toBe('Namespace n');
  });
});

describe('isOwnedBy()', () => {
  it("is true for the tenant's own labels only", () => {
    const labels = { ...ownerLabels('t1', 'frappe') };
    const owned = { ...job, metadata: { ...job.metadata, labels } };

    expect([isOwnedBy(owned, 't1'), isOwnedBy(owned, 't2'), isOwnedBy(job, 't1')]).toEqual([
      true,
      false,
      false,
    ]);
  });
});
