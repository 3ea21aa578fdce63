import { describe, expect, it } from 'vitest';
import {
  adoptUnappliedFields,
  hasUnappliedFields,
} from '../../../../shared/adapters/kubernetes/unapplied-fields.ts';
import type { ObservedObject } from '../../../../shared/kubernetes/object.ts';

const created = {
  manager: 'tenantry',
  operation: 'Update',
  apiVersion: 'v1',
  fieldsType: 'FieldsV1',
};
const applied = { ...created, operation: 'Apply' };
const scaled = { ...created, subresource: 'scale', fieldsV1: { 'f:spec': { 'f:replicas': {} } } };

function anObject(
  managedFields: NonNullable<ObservedObject['metadata']['managedFields']>,
): ObservedObject {
  const metadata = { name: 'a', uid: 'u', resourceVersion: '7', managedFields };
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata };
}

describe('hasUnappliedFields()', () => {
  it.each([
    ['our POST', created, true],
    ['our scaling', scaled, true],
    ['our apply', applied, false],
    ["somebody else's scaling", { ...scaled, manager: 'kubectl' }, false],
    ['somebody else', { ...created, manager: 'kubectl' }, false],
    ['our status', { ...created, subresource: 'status' }, false],
  ])('tells fields of %s', (_what, entry, expected) => {
    expect(hasUnappliedFields(anObject([entry]))).toBe(expected);
  });
});

describe('adoptUnappliedFields()', () => {
  it('books created and applied fields together and leaves those of others', () => {
    const other = { ...created, manager: 'kubectl', fieldsV1: { 'f:x': {} } };
    const object = anObject([
      { ...created, fieldsV1: { 'f:data': { '.': {}, 'f:a': {} } } },
      other,
      { ...applied, fieldsV1: { 'f:data': { 'f:b': {} } } },
    ]);

    const patch = adoptUnappliedFields(object);

    const fieldsV1 = { 'f:data': { '.': {}, 'f:a': {}, 'f:b': {} } };
    expect(patch.at(-1)).toEqual({
      op: 'replace',
      path: '/metadata/managedFields',
      value: [{ ...applied, fieldsV1 }, other],
    });
  });

  it('books what was scaled on nobody and leaves what others scaled', () => {
    const other = { ...scaled, manager: 'kubectl' };

    const patch = adoptUnappliedFields(anObject([scaled, applied, other]));

    expect(patch.at(-1)).toMatchObject({ value: [{ ...applied, fieldsV1: {} }, other] });
  });

  it('fails on another object or another version', () => {
    expect(adoptUnappliedFields(anObject([created])).slice(0, 2)).toEqual([
      { op: 'test', path: '/metadata/uid', value: 'u' },
      { op: 'replace', path: '/metadata/resourceVersion', value: '7' },
    ]);
  });
});
