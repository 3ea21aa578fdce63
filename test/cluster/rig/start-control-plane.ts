import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { freePorts } from '../../rig/ports.ts';
import { RigError } from '../../rig/rig-error.ts';
import { startWatchdog } from '../../rig/start-watchdog.ts';
import { requestApi } from './api-request.ts';
import {
  awaitApiServer,
  awaitDefaultServiceAccount,
  awaitEtcd,
  awaitKwok,
  awaitNode,
  nodeName,
} from './await-ready.ts';
import { startComponent } from './component-control.ts';
import { type ControlPlane, connectRig } from './connect-rig.ts';
import { requireControlPlaneParts } from './find-real-parts.ts';
import { writeCredentials, writeKubeconfigs, writeKwokConfig, writePodLogs } from './rig-files.ts';
import { type RigRecord, readRigRecord, writeRigRecord } from './rig-record.ts';
import { stopRig } from './stop-rig.ts';

const watchdogScript = new URL('./watchdog.ts', import.meta.url);

/** How to start a control plane. */
export interface StartOptions {
  /** A folder that is empty or not there yet; a temporary one when left out. It is removed at the stop. */
  readonly dir?: string;
  /** True: it goes on when this process ends, until somebody stops it. */
  readonly outlivesParent?: boolean;
  /** Where to look for the programs; the process's own environment when left out. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/** Starts a control plane and returns when it takes work. It ends together with this process, however that dies. */
export async function startControlPlane(options: StartOptions = {}): Promise<ControlPlane> {
  const folders = requireControlPlaneParts(options.environment);
  const dir = emptyFolder(options.dir);
  writeRigRecord(await newRecord(dir, folders));
  const watchdog =
    options.outlivesParent === true ? undefined : await startWatchdog(watchdogScript, dir);
  const stop = async () => {
    await stopRig(dir);
    await watchdog?.dismiss();
  };
  try {
    await startComponents(dir);
  } catch (cause) {
    await stop();
    throw cause;
  }
  return { ...connectRig(dir), stop };
}

async function startComponents(dir: string): Promise<void> {
  writeCredentials(readRigRecord(dir));
  writePodLogs(dir, ['log of the rig']);
  writeKwokConfig(readRigRecord(dir));
  await startComponent(dir, 'etcd');
  await awaitEtcd(dir);
  await startComponent(dir, 'kube-apiserver');
  await awaitApiServer(dir);
  writeKubeconfigs(readRigRecord(dir));
  await startComponent(dir, 'kube-controller-manager');
  await startComponent(dir, 'kube-scheduler');
  await startComponent(dir, 'kwok');
  await createObjects(readRigRecord(dir));
  await awaitKwok(dir);
  await Promise.all([awaitDefaultServiceAccount(dir), awaitNode(dir)]);
}

async function createObjects(record: RigRecord): Promise<void> {
  const room = { cpu: '3200', memory: '2560Gi', pods: '11000' };
  await create(record, '/api/v1/nodes', {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name: nodeName,
      labels: { 'kubernetes.io/hostname': nodeName, 'kubernetes.io/os': 'linux' },
      annotations: { 'kwok.x-k8s.io/node': 'fake' },
    },
    status: { allocatable: room, capacity: room },
  });
  // kwok's stages serve exactly this class; as the default one it gives every claim its volume.
  await create(record, '/apis/storage.k8s.io/v1/storageclasses', {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: {
      name: 'kwok-volume',
      annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' },
    },
    provisioner: 'kwok.x-k8s.io/volume',
    reclaimPolicy: 'Delete',
    volumeBindingMode: 'Immediate',
  });
}

async function create(record: RigRecord, path: string, body: unknown): Promise<void> {
  const answer = await requestApi(record, { method: 'POST', path, body });
  if (answer.status !== 201) {
    throw new RigError(
      `Cannot create at "${path}": ${answer.status} ${JSON.stringify(answer.body)}`,
    );
  }
}

async function newRecord(dir: string, folders: RigRecord['folders']): Promise<RigRecord> {
  const [api = 0, etcd = 0, etcdPeer = 0, kubelet = 0] = await freePorts(4);
  return {
    schema: 1,
    dir,
    folders,
    ports: { api, etcd, etcdPeer, kubelet },
    tokens: { admin: newToken(), tenantry: newToken() },
    podRules: [],
    pids: {},
  };
}

function newToken(): string {
  return randomBytes(16).toString('hex');
}

function emptyFolder(wanted: string | undefined): string {
  if (wanted === undefined) {
    return mkdtempSync(join(tmpdir(), 'tenantry-rig-'));
  }
  const dir = resolve(wanted);
  mkdirSync(dir, { recursive: true });
  if (readdirSync(dir).length > 0) {
    throw new RigError(`Cannot start a control plane in "${dir}": the folder is not empty`);
  }
  return dir;
}
