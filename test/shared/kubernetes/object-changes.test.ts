import type { KubernetesObject } from '@kubernetes/client-node';
import { describe, expect, it } from 'vitest';
import type { Disruption } from '../../../shared/kubernetes/disruption.ts';
import { objectChanges } from '../../../shared/kubernetes/object-changes.ts';

function object(kind: string, fields: object = {}, apiVersion = 'v1'): KubernetesObject {
  const metadata = { name: 'x', namespace: 'n' };
  return { apiVersion, kind, metadata, ...fields };
}

function only(have: readonly KubernetesObject[], want: readonly KubernetesObject[]) {
  const [change, ...more] = objectChanges(have, want);
  expect(more).toEqual([]);
  return change;
}

describe('objectChanges()', () => {
  it('creates what is new, deletes what is gone, the last one first, and names what stays', () => {
    const [a, b, c, d] = ['A', 'B', 'C', 'D'].map((kind) => object(kind));
    const had = [a, b, c].filter((each) => each !== undefined);
    const wanted = [c, d].filter((each) => each !== undefined);

    const changes = objectChanges(had, wanted);

    expect(changes.map((change) => [change.action, change.object.kind])).toEqual([
      ['none', 'C'],
      ['create', 'D'],
      ['delete', 'B'],
      ['delete', 'A'],
    ]);
  });

  it('takes another version of an API group for the same object', () => {
    const change = only(
      [object('Deployment', {}, 'apps/v1beta1')],
      [object('Deployment', {}, 'apps/v1')],
    );

    expect(change).toMatchObject({
      action: 'update',
      fields: [{ path: '/apiVersion', from: 'apps/v1beta1', to: 'apps/v1', is_secret: false }],
    });
  });

  const template = (image: string) => ({
    template: { spec: { containers: [{ name: 'web', image }] } },
  });

  const pods = (image: string) => ({ spec: template(image) });
  const claim = (members: object) => ({ spec: members });
  const sealed = (value: string) => ({ data: { a: value }, immutable: true });
  const rbac = 'rbac.authorization.k8s.io/v1';

  interface Case {
    readonly kind: string;
    readonly apiVersion?: string;
    readonly from: object;
    readonly to: object;
    readonly disruption: Disruption;
  }

  const cases: readonly Case[] = [
    ...['Deployment', 'StatefulSet', 'DaemonSet'].map(
      (kind): Case => ({
        kind,
        apiVersion: 'apps/v1',
        from: pods('a'),
        to: pods('b'),
        disruption: 'restart',
      }),
    ),
    {
      kind: 'Deployment',
      apiVersion: 'apps/v1',
      disruption: 'none',
      from: { spec: { replicas: 1 } },
      to: { spec: { replicas: 2 } },
    },
    {
      kind: 'Deployment',
      apiVersion: 'apps/v1',
      disruption: 'recreate',
      from: { spec: { selector: { matchLabels: { a: '1' } } } },
      to: { spec: { selector: { matchLabels: { a: '2' } } } },
    },
    {
      kind: 'StatefulSet',
      apiVersion: 'apps/v1',
      disruption: 'data-loss',
      from: { spec: { ...template('a'), volumeClaimTemplates: [] } },
      to: { spec: { ...template('b'), volumeClaimTemplates: [{}] } },
    },
    {
      kind: 'Job',
      apiVersion: 'batch/v1',
      from: pods('a'),
      to: pods('b'),
      disruption: 'recreate',
    },
    {
      kind: 'CronJob',
      apiVersion: 'batch/v1',
      from: pods('a'),
      to: pods('b'),
      disruption: 'none',
    },
    {
      kind: 'Service',
      disruption: 'recreate',
      from: { spec: { clusterIP: 'None' } },
      to: { spec: {} },
    },
    {
      kind: 'Service',
      disruption: 'none',
      from: { spec: { ports: [{ port: 1 }] } },
      to: { spec: { ports: [] } },
    },
    {
      kind: 'PersistentVolumeClaim',
      disruption: 'data-loss',
      from: claim({ storageClassName: 'a' }),
      to: claim({ storageClassName: 'b' }),
    },
    {
      kind: 'PersistentVolumeClaim',
      disruption: 'none',
      from: claim({ resources: { requests: { storage: '1Gi' } } }),
      to: claim({ resources: { requests: { storage: '2Gi' } } }),
    },
    {
      kind: 'ConfigMap',
      disruption: 'none',
      from: { data: { a: '1' } },
      to: { data: { a: '2' } },
    },
    { kind: 'ConfigMap', disruption: 'recreate', from: sealed('1'), to: sealed('2') },
    {
      kind: 'RoleBinding',
      apiVersion: rbac,
      disruption: 'recreate',
      from: { roleRef: { name: 'a' } },
      to: { roleRef: { name: 'b' } },
    },
  ];

  it.each(cases)('a change of a $kind from $from to $to: $disruption', (each) => {
    const { kind, apiVersion = 'v1', from, to, disruption } = each;

    const change = only([object(kind, from, apiVersion)], [object(kind, to, apiVersion)]);

    expect(change).toMatchObject({ action: 'update', disruption });
  });

  it.each([
    ['Namespace', 'v1', 'data-loss'],
    ['PersistentVolumeClaim', 'v1', 'data-loss'],
    ['StatefulSet', 'apps/v1', 'data-loss'],
    ['ConfigMap', 'v1', 'none'],
  ])('says what deleting a %s disrupts', (kind, apiVersion, disruption) => {
    expect(only([object(kind, {}, apiVersion)], [])).toMatchObject({ disruption });
  });

  it('tells of a Secret that its values change, and nothing of them', () => {
    const secret = (value: string) =>
      object('Secret', {
        data: { password: value },
        stringData: { other: value },
        metadata: {
          name: 'x',
          namespace: 'n',
          annotations: { copy: value },
          labels: { tier: value },
        },
      });

    const change = only([secret('canary-1')], [secret('canary-2')]);

    expect(change?.fields).toEqual([
      { path: '/data/password', from: null, to: null, is_secret: true },
      { path: '/metadata/annotations/copy', from: null, to: null, is_secret: true },
      { path: '/metadata/labels/tier', from: 'canary-1', to: 'canary-2', is_secret: false },
      { path: '/stringData/other', from: null, to: null, is_secret: true },
    ]);
  });

  it('tells nothing of the values of a Secret whose data are gone as a whole', () => {
    const change = only([object('Secret', { data: { password: 'canary' } })], [object('Secret')]);

    expect(JSON.stringify(change)).not.toContain('canary');
  });
});
