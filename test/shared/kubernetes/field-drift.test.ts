import type { KubernetesObject } from '@kubernetes/client-node';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { driftedFields } from '../../../shared/kubernetes/field-drift.ts';
import { fieldRights } from '../../../shared/kubernetes/field-rights.ts';
import type { ObservedObject } from '../../../shared/kubernetes/object.ts';
import { withoutFields } from '../../../shared/kubernetes/without-fields.ts';

const metadata = { name: 'a', namespace: 'facts', uid: 'u', resourceVersion: '1' };

interface Booked {
  readonly manager?: string;
  readonly operation?: string;
  readonly subresource?: string;
  readonly fieldsV1: object;
}

/** An object as an API server 1.36 shows it, with these entries of managedFields. */
function live(content: object, ...booked: readonly Booked[]): ObservedObject {
  const managedFields = booked.map((entry) => ({
    ...{ manager: 'tenantry', operation: 'Update', apiVersion: 'v1', fieldsType: 'FieldsV1' },
    ...entry,
  }));
  const own = 'metadata' in content ? (content.metadata as object) : {};
  return {
    ...{ apiVersion: 'v1', kind: 'ConfigMap' },
    ...content,
    metadata: { ...metadata, ...own, managedFields },
  };
}

function wanted(content: object): KubernetesObject {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, ...content };
}

function pointers(want: object, have: ObservedObject): readonly string[] {
  return driftedFields(wanted(want), have).map(({ pointer }) => pointer);
}

const data = { a: '1', b: '2' };

describe('driftedFields()', () => {
  it('finds none in what we hold, whatever its value looks like', () => {
    const have = live(
      { spec: { hard: { pods: '10', 'requests.cpu': '1' } } },
      { fieldsV1: { 'f:spec': { 'f:hard': { '.': {}, 'f:pods': {}, 'f:requests.cpu': {} } } } },
    );

    expect(pointers({ spec: { hard: { pods: '10', 'requests.cpu': '1000m' } } }, have)).toEqual([]);
  });

  it('finds a value that somebody else changed, and who', () => {
    const have = live(
      { data: { a: '9', b: '2' } },
      { fieldsV1: { 'f:data': { '.': {}, 'f:b': {} } } },
      { manager: 'kubectl-edit', fieldsV1: { 'f:data': { 'f:a': {} } } },
    );

    expect(driftedFields(wanted({ data }), have)).toEqual([
      { pointer: '/data/a', owners: [{ manager: 'kubectl-edit', operation: 'Update' }] },
    ]);
  });

  it('finds every member of a map of which we have lost them all', () => {
    const have = live(
      { data: { a: '9', b: '9' } },
      { fieldsV1: { 'f:data': {} } },
      { manager: 'unknown', fieldsV1: { 'f:data': { 'f:a': {}, 'f:b': {} } } },
    );

    expect(pointers({ data }, have)).toEqual(['/data/a', '/data/b']);
  });

  it('finds members that are gone and nobody holds', () => {
    const have = live({ data: { b: '2' } }, { fieldsV1: { 'f:data': {} } });

    expect(pointers({ data }, have)).toEqual(['/data/a']);
  });

  it('finds a whole object that is gone', () => {
    expect(pointers({ data }, live({}))).toEqual(['/data/a', '/data/b']);
  });

  it.each([
    ['an object', { selector: { matchLabels: { app: 'a' } } }],
    ['a list', { args: ['a', 'b'] }],
  ])('takes %s that the API server holds as one value as ours', (_, spec) => {
    const [name = ''] = Object.keys(spec);
    const have = live({ spec }, { fieldsV1: { 'f:spec': { [`f:${name}`]: {} } } });

    expect(pointers({ spec }, have)).toEqual([]);
  });

  it('finds a list that somebody replaced as one value', () => {
    const have = live(
      { spec: { args: ['z'] } },
      { fieldsV1: { 'f:spec': { 'f:image': {} } } },
      { manager: 'kubectl-edit', fieldsV1: { 'f:spec': { 'f:args': {} } } },
    );

    expect(pointers({ spec: { image: 'x', args: ['a', 'b'] } }, have)).toEqual(['/spec/args']);
  });

  it('matches items by their keys, with what the API server fills in', () => {
    const key = (protocol: string) => `k:{"port":80,"protocol":"${protocol}"}`;
    const item = { '.': {}, 'f:port': {}, 'f:name': {}, 'f:protocol': {} };
    const ports = [
      { name: 'u', port: 80, protocol: 'UDP' },
      { name: 'h', port: 80 },
    ];
    const both = live({}, { fieldsV1: { 'f:ports': { [key('TCP')]: item, [key('UDP')]: item } } });
    const one = live({ ports }, { fieldsV1: { 'f:ports': { [key('UDP')]: item } } });

    expect(pointers({ ports }, both)).toEqual([]);
    expect(pointers({ ports }, one)).toEqual(['/ports/1']);
  });

  it('finds finalizers and labels that were stripped', () => {
    const want = {
      metadata: { name: 'a', labels: { 'a/b': '1' }, finalizers: ['tenantry.dev/x', 'other'] },
    };
    const have = live(
      { metadata: { finalizers: ['other'] } },
      { fieldsV1: { 'f:metadata': { 'f:finalizers': { '.': {}, 'v:"other"': {} } } } },
    );

    expect(pointers(want, have)).toEqual(['/metadata/labels/a~1b', '/metadata/finalizers/0']);
  });

  it("does not miss an empty object, which is in nobody's set, until somebody fills it", () => {
    const want = { spec: { podSelector: {}, policyTypes: ['Ingress'] } };
    const ours = { fieldsV1: { 'f:spec': { 'f:policyTypes': {} } } };
    const filled = { 'f:spec': { 'f:podSelector': {} } };
    const podSelector = { matchLabels: { app: 'a' } };
    const spec = { policyTypes: ['Ingress'] };

    expect(pointers(want, live({ spec: { ...spec, podSelector: {} } }, ours))).toEqual([]);
    expect(
      pointers(
        want,
        live({ spec: { ...spec, podSelector } }, ours, { manager: 'x', fieldsV1: filled }),
      ),
    ).toEqual(['/spec/podSelector']);
  });

  it('finds none in a value that nobody holds and that is as it should be', () => {
    const have = live({ spec: { replicas: 0 } }, { fieldsV1: { 'f:spec': { 'f:paused': {} } } });

    expect(pointers({ spec: { replicas: 0 } }, have)).toEqual([]);
    expect(pointers({ spec: { replicas: 3 } }, have)).toEqual(['/spec/replicas']);
  });

  it('counts what we scaled through the subresource as ours', () => {
    const fieldsV1 = { 'f:spec': { 'f:replicas': {} } };
    const have = live({ spec: { replicas: 0 } }, { subresource: 'scale', fieldsV1 });

    expect(pointers({ spec: { replicas: 3 } }, have)).toEqual([]);
  });

  it('finds exactly the members that others took, for any map', () => {
    const maps = fc.dictionary(fc.stringMatching(/^[a-z]{1,6}$/), fc.string(), { minKeys: 1 });
    const isExact = fc.property(maps, fc.func(fc.boolean()), (map, isTaken) => {
      const names = Object.keys(map);
      const [taken, kept] = [
        names.filter((name) => isTaken(name)),
        names.filter((name) => !isTaken(name)),
      ];
      const tree = (members: readonly string[]) => ({
        'f:data': Object.fromEntries(members.map((name) => [`f:${name}`, {}])),
      });
      const have = live(
        { data: map },
        { fieldsV1: tree(kept) },
        { manager: 'other', fieldsV1: tree(taken) },
      );

      const found = pointers({ data: map }, have);

      expect(found.toSorted()).toEqual(taken.map((name) => `/data/${name}`).toSorted());
    });

    fc.assert(isExact);
  });
});

describe('fieldRights()', () => {
  const owner = { manager: 'x', operation: 'Update' };

  it.each([
    ['a plain update of anybody', owner, true],
    ['kubectl applying on the server', { manager: 'kubectl', operation: 'Apply' }, true],
    ['kubectl scaling', { manager: 'kubectl', operation: 'Update', subresource: 'scale' }, true],
    ['who owned all before', { manager: 'before-first-apply', operation: 'Update' }, true],
    ['somebody who applies', { ...owner, operation: 'Apply' }, false],
    [
      'an autoscaler',
      { manager: 'kube-controller-manager', operation: 'Update', subresource: 'scale' },
      false,
    ],
    [
      'a controller of the control plane',
      { manager: 'kube-controller-manager', operation: 'Update' },
      false,
    ],
  ])('judges %s', (_, by, isTakenBack) => {
    const field = { pointer: '/spec/replicas', owners: [by] };

    const { takenBack, yielded } = fieldRights([field]);

    expect([takenBack, yielded]).toEqual(isTakenBack ? [[field], []] : [[], [field]]);
  });

  it('takes back what nobody holds, and yields what one of several keeps', () => {
    const nobodys = { pointer: '/a', owners: [] };
    const shared = { pointer: '/b', owners: [owner, { ...owner, operation: 'Apply' }] };

    expect(fieldRights([nobodys, shared])).toEqual({ takenBack: [nobodys], yielded: [shared] });
  });
});

describe('withoutFields()', () => {
  const object = wanted({
    spec: { replicas: 3, list: [{ name: 'a', image: 'x' }], map: { 'a/b': 1 } },
  });

  it('is the object itself when nothing is taken out', () => {
    expect(withoutFields(object, [])).toBe(object);
  });

  it('takes fields out, with what is left empty', () => {
    const rest = withoutFields(object, ['/spec/replicas', '/spec/list/0/image', '/spec/map/a~1b']);

    expect(rest).toEqual(wanted({ spec: { list: [{ name: 'a' }] } }));
  });

  it('takes a whole item out', () => {
    const rest = withoutFields(object, ['/spec/list/0/image', '/spec/list/0/name']);

    expect(rest).toEqual(wanted({ spec: { replicas: 3, map: { 'a/b': 1 } } }));
  });
});
