import type { V1PodList } from '@kubernetes/client-node';
import { afterEach, describe, expect, inject, it } from 'vitest';
import { waitUntil } from '../rig/wait-until.ts';
import { connectRig } from './rig/connect-rig.ts';
import { aDeployment, aJob, aStatefulSet } from './rig-objects.ts';

const rig = connectRig(inject('rig').dir);
const jobs = '/apis/batch/v1/namespaces/default/jobs';
const deployments = '/apis/apps/v1/namespaces/default/deployments';
const statefulSets = '/apis/apps/v1/namespaces/default/statefulsets';
const pods = '/api/v1/namespaces/default/pods';
const configMaps = '/api/v1/namespaces/default/configmaps';

afterEach(async () => {
  await rig.letPodsSucceed();
});

describe('control plane', () => {
  it('makes a Deployment available', async () => {
    await create(deployments, aDeployment('available'));

    await awaitCondition(`${deployments}/available`, 'Available');
  });

  it('completes a Job', async () => {
    await create(jobs, aJob('completes'));

    await awaitCondition(`${jobs}/completes`, 'Complete');
  });

  it('gives a StatefulSet its volume', async () => {
    await create(statefulSets, aStatefulSet('stores'));

    await awaitField(`${statefulSets}/stores`, (set) => set.status?.readyReplicas === 1);
  });

  it('gives the user "tenantry" no right until a role is bound to it', async () => {
    const answer = await rig.request({ method: 'GET', path: pods, user: 'tenantry' });

    expect(answer.status).toBe(403);
  });

  it('enforces Pod Security', async () => {
    const labels = { 'pod-security.kubernetes.io/enforce': 'restricted' };
    await create('/api/v1/namespaces', { metadata: { name: 'strict', labels } });
    await awaitField('/api/v1/namespaces/strict/serviceaccounts/default', () => true);
    const { template } = aDeployment('loose').spec ?? {};

    const answer = await rig.request({
      method: 'POST',
      path: '/api/v1/namespaces/strict/pods',
      body: { ...template, metadata: { name: 'loose' } },
    });

    expect(answer).toMatchObject({
      status: 403,
      body: { message: expect.stringContaining('violates PodSecurity "restricted:latest"') },
    });
  });

  it('answers the log of a pod', async () => {
    rig.setPodLogs(['first', 'second']);
    await create(deployments, aDeployment('talks'));
    await awaitCondition(`${deployments}/talks`, 'Available');
    const [pod] = await podsOf('talks');

    const log = await rig.request({ method: 'GET', path: `${pods}/${pod?.metadata?.name}/log` });

    expect(log).toEqual({ status: 200, body: 'first\nsecond\n' });
  });
});

describe('failPods()', () => {
  it('makes a Job fail after its two retries', async () => {
    await rig.failPods({ labels: { app: 'fails' } });

    await create(jobs, aJob('fails'));

    await awaitCondition(`${jobs}/fails`, 'Failed');
    expect(await podsOf('fails')).toHaveLength(3);
  });

  it('shows the chosen message and exit code in the container status', async () => {
    const message = 'cannot migrate "{{ users }}": disk full';
    await rig.failPods({ labels: { app: 'says-why' }, message, exitCode: 7 });

    await create(jobs, aJob('says-why'));

    await awaitCondition(`${jobs}/says-why`, 'Failed');
    const [pod] = await podsOf('says-why');
    expect(pod?.status?.containerStatuses?.[0]?.state?.terminated).toMatchObject({
      message,
      exitCode: 7,
    });
  });

  it('leaves other pods alone', async () => {
    await rig.failPods({ labels: { app: 'someone-else' } });

    await create(jobs, aJob('unharmed'));

    await awaitCondition(`${jobs}/unharmed`, 'Complete');
  });

  it('keeps a Deployment in CrashLoopBackOff', async () => {
    await rig.failPods({ labels: { app: 'crashes' } });

    await create(deployments, aDeployment('crashes'));

    await awaitField(`${pods}?labelSelector=app%3Dcrashes`, ({ items }) => {
      const reason = items?.[0]?.status?.containerStatuses?.[0]?.state?.waiting?.reason;
      return reason === 'CrashLoopBackOff';
    });
  });
});

describe('letPodsSucceed()', () => {
  it('completes a new Job with the labels that failed before', async () => {
    await rig.failPods({ labels: { app: 'second-chance' } });
    await create(jobs, aJob('second-chance'));
    await awaitCondition(`${jobs}/second-chance`, 'Failed');

    await rig.letPodsSucceed();
    await create(jobs, { ...aJob('second-chance'), metadata: { name: 'second-chance-2' } });

    await awaitCondition(`${jobs}/second-chance-2`, 'Complete');
  });

  it('completes a Job that was held', async () => {
    await rig.holdPods({ labels: { app: 'held' } });
    await create(jobs, aJob('held'));
    await awaitField(`${jobs}/held`, (job) => job.status?.ready === 1);

    await rig.letPodsSucceed();

    await awaitCondition(`${jobs}/held`, 'Complete');
  });

  it('makes a Deployment available that was held before it was ready', async () => {
    await rig.holdPods({ labels: { app: 'held-early' }, at: 'pending' });
    await create(deployments, aDeployment('held-early'));
    await awaitField(`${deployments}/held-early`, (it) => it.status?.unavailableReplicas === 1);

    await rig.letPodsSucceed();

    await awaitCondition(`${deployments}/held-early`, 'Available');
  });

  it('makes a Deployment available that crashed', async () => {
    await rig.failPods({ labels: { app: 'recovers' } });
    await create(deployments, aDeployment('recovers'));
    await awaitField(`${deployments}/recovers`, (it) => it.status?.unavailableReplicas === 1);

    await rig.letPodsSucceed();

    await awaitCondition(`${deployments}/recovers`, 'Available');
  });
});

describe('stopApiServer()', () => {
  it('makes connections refused until startApiServer(), which brings the same objects back', async () => {
    const path = `${configMaps}/survivor`;
    await create(configMaps, { metadata: { name: 'survivor' } });
    const before = await rig.request({ method: 'GET', path });

    await rig.stopApiServer();

    await expect(rig.request({ method: 'GET', path })).rejects.toThrow('ECONNREFUSED');
    await rig.startApiServer();
    expect(await rig.request({ method: 'GET', path })).toEqual(before);
  });
});

describe('freezeEtcd()', () => {
  it('makes a write hang until thawEtcd()', async () => {
    const write = (name: string) => ({
      method: 'POST' as const,
      path: configMaps,
      body: { metadata: { name } },
      timeoutMs: 1_500,
    });

    rig.freezeEtcd();
    const frozen = rig.request(write('frozen'));

    await expect(frozen).rejects.toThrow('no answer in 1500 ms').finally(rig.thawEtcd);
    expect(await rig.request({ ...write('thawed'), timeoutMs: 20_000 })).toMatchObject({
      status: 201,
    });
  });
});

/** The parts of an answer that these tests look at, whatever kind it is. */
interface AnyObject extends Partial<V1PodList> {
  readonly status?: {
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
    readonly ready?: number;
    readonly readyReplicas?: number;
    readonly unavailableReplicas?: number;
  };
}

async function create(path: string, body: unknown): Promise<void> {
  const answer = await rig.request({ method: 'POST', path, body });
  expect(answer).toMatchObject({ status: 201 });
}

async function podsOf(app: string): Promise<V1PodList['items']> {
  const path = `${pods}?labelSelector=app%3D${app}`;
  const { body } = await rig.request({ method: 'GET', path });
  return (body as V1PodList).items;
}

function awaitCondition(path: string, wanted: string): Promise<void> {
  return awaitField(path, ({ status }) =>
    (status?.conditions ?? []).some(({ type, status }) => type === wanted && status === 'True'),
  );
}

function awaitField(path: string, isTrue: (object: AnyObject) => boolean): Promise<void> {
  return waitUntil({
    what: `the wanted state of "${path}"`,
    limitMs: 20_000,
    isDone: async () => {
      const { status, body } = await rig.request({ method: 'GET', path });
      return status === 200 && isTrue(body as AnyObject);
    },
  });
}
