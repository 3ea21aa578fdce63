import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { classifyAnswer } from '../../shared/adapters/kubernetes/classify-error.ts';
import type { Answer, Call } from '../../shared/adapters/kubernetes/connection.ts';
import {
  type AnswerName,
  answerFile,
  foreignUid,
  recordedAnswers,
  toRecord,
} from '../fixtures/kubernetes/answers.ts';
import {
  aConfigMap,
  aJob,
  aNamespace,
  aPod,
  cleanUpRefusals,
  configMaps,
  connectionWith,
  core,
  ending,
  limited,
  namespace,
  patch,
  post,
  prepareRefusals,
  query,
} from './refusals.ts';
import { connectRig } from './rig/connect-rig.ts';

const { dir, kubeconfigPath, tenantryKubeconfigPath } = inject('rig');
const admin = connectionWith(kubeconfigPath);

describe('the API server', () => {
  beforeAll(() => prepareRefusals(admin));
  afterAll(() => cleanUpRefusals(admin));

  it.each<[AnswerName, Call]>([
    ['already-exists', post(configMaps, aConfigMap('taken'))],
    ['apply-conflict', patch(`${configMaps}/taken`, aConfigMap('taken', { data: { a: '2' } }))],
    [
      'apply-to-absent',
      patch(`${configMaps}/absent`, aConfigMap('absent', {}, { uid: foreignUid })),
    ],
    ['apply-unknown-field', patch(`${configMaps}/taken`, aConfigMap('taken', { other: 1 }))],
    ['apply-wrong-type', patch(`${configMaps}/taken`, aConfigMap('taken', { data: ['a'] }))],
    ['apply-wrong-uid', patch(`${configMaps}/taken`, aConfigMap('taken', {}, { uid: foreignUid }))],
    [
      'apply-wrong-version',
      patch(`${configMaps}/taken`, aConfigMap('taken', {}, { resourceVersion: '1' })),
    ],
    [
      'body-too-large',
      post(configMaps, aConfigMap('large', { data: { a: 'a'.repeat(4_000_000) } })),
    ],
    [
      'delete-wrong-uid',
      {
        method: 'DELETE',
        path: `${configMaps}/taken`,
        body: JSON.stringify({ preconditions: { uid: foreignUid } }),
      },
    ],
    [
      'immutable-field',
      {
        ...patch(`/apis/batch/v1/namespaces/${namespace}/jobs/runs`, aJob('another/image:2')),
        contentType: 'application/merge-patch+json',
      },
    ],
    [
      'invalid-continue-token',
      { method: 'GET', path: configMaps, query: { continue: 'nonsense', limit: '1' } },
    ],
    ['invalid-label', post(configMaps, aConfigMap('labelled', {}, { labels: { a: 'b c' } }))],
    ['invalid-name', post(configMaps, aConfigMap('Upper'))],
    [
      'limit-exceeded',
      post(`${core}/namespaces/${limited}/pods`, aPod({ limits: { cpu: '2', memory: '1Gi' } })),
    ],
    ['method-not-allowed', post(`${configMaps}/taken`, aConfigMap('taken'))],
    [
      'namespace-missing',
      post(`${core}/namespaces/errors-not/configmaps`, {
        ...aConfigMap('lost'),
        metadata: { name: 'lost' },
      }),
    ],
    [
      'namespace-terminating',
      post(`${core}/namespaces/${ending}/configmaps`, {
        ...aConfigMap('late'),
        metadata: { name: 'late' },
      }),
    ],
    [
      'object-not-found',
      { ...patch(`${configMaps}/absent`, []), contentType: 'application/json-patch+json' },
    ],
    ['object-terminating', post(`${core}/namespaces`, aNamespace(ending))],
    ['pod-security', post(`${core}/namespaces/${namespace}/pods`, aPod())],
    [
      'quota-exceeded',
      post(`${core}/namespaces/${limited}/configmaps`, {
        ...aConfigMap('more'),
        metadata: { name: 'more' },
      }),
    ],
    ['quota-needs-limits', post(`${core}/namespaces/${limited}/pods`, aPod())],
    ['unknown-field', post(configMaps, aConfigMap('unknown', { other: 1 }))],
    ['unknown-group', { method: 'GET', path: '/apis/example.test/v1' }],
    ['unknown-resource', { method: 'GET', path: `/apis/apps/v1/namespaces/${namespace}/others/a` }],
    ['unsupported-media', { ...patch(`${configMaps}/taken`, {}), contentType: 'text/plain' }],
    [
      'webhook-unreachable',
      post(configMaps, aConfigMap('hooked', {}, { labels: { hooked: 'yes' } })),
    ],
    [
      'denied-by-policy',
      post(configMaps, aConfigMap('denied', {}, { labels: { policy: 'deny' } })),
    ],
    [
      'forbidden-by-policy',
      post(configMaps, aConfigMap('forbidden', {}, { labels: { policy: 'forbid' } })),
    ],
    [
      'disruption-budget',
      post(`${core}/namespaces/${limited}/pods/guarded/eviction`, {
        apiVersion: 'policy/v1',
        kind: 'Eviction',
        metadata: { name: 'guarded' },
      }),
    ],
  ])('answers "%s" as recorded', async (name, call) => {
    await expectRecorded(name, await admin.send(call));
  });

  it('answers "forbidden-by-rbac" as recorded', async () => {
    const answer = await connectionWith(tenantryKubeconfigPath).send(
      post(configMaps, aConfigMap('rbac')),
    );

    await expectRecorded('forbidden-by-rbac', answer);
  });

  it('answers "unauthorized" as recorded', async () => {
    const answer = await connectionWith(kubeconfigPath, 'nobody').send(
      post(configMaps, aConfigMap('who')),
    );

    await expectRecorded('unauthorized', answer);
  });

  it('answers "etcd-frozen" as recorded', async () => {
    const rig = connectRig(dir);
    const call = post(configMaps, aConfigMap('frozen'));
    rig.freezeEtcd();
    const answer = await admin
      .send({ ...call, query: { ...query, timeout: '1s' } })
      .finally(() => rig.thawEtcd());

    await expectRecorded('etcd-frozen', answer);
  });
});

async function expectRecorded(name: AnswerName, answer: Answer): Promise<void> {
  const { verb, ...expected } = recordedAnswers[name];
  const error = classifyAnswer({ verb, kind: 'ConfigMap', target: 'ConfigMap a/b' }, answer);
  expect(error).toMatchObject({ outcome: 'not-done', ...expected });
  await expect(toRecord(answer)).toMatchFileSnapshot(answerFile(name));
}
