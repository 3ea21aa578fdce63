import { connect } from 'node:net';
import { requestApi } from './api-request.ts';
import { awaitComponent } from './component-control.ts';
import { type RigRecord, readRigRecord } from './rig-record.ts';

/** The name of the one fake node. */
export const nodeName = 'node-0';

const limitMs = 60_000;

interface NodeObject {
  readonly status?: {
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
  };
}

/** Returns when etcd takes connections. */
export async function awaitEtcd(dir: string): Promise<void> {
  const { ports } = readRigRecord(dir);
  const isDone = () => isListening(ports.etcd);
  await awaitComponent(dir, { component: 'etcd', what: 'etcd', limitMs, isDone });
}

/** Returns when the API server says that it is ready. */
export async function awaitApiServer(dir: string): Promise<void> {
  const isDone = () => isOk(readRigRecord(dir), '/readyz');
  await awaitComponent(dir, {
    component: 'kube-apiserver',
    what: 'the API server',
    limitMs,
    isDone,
  });
}

/** Returns when kwok has read its configuration and started its watches. */
export async function awaitKwok(dir: string): Promise<void> {
  const { ports } = readRigRecord(dir);
  const isDone = () => isListening(ports.kubelet);
  await awaitComponent(dir, { component: 'kwok', what: 'kwok', limitMs, isDone });
}

/** Returns when the controllers have made the account without which no pod can be created. */
export async function awaitDefaultServiceAccount(dir: string): Promise<void> {
  const path = '/api/v1/namespaces/default/serviceaccounts/default';
  await awaitComponent(dir, {
    component: 'kube-controller-manager',
    what: 'the default service account',
    limitMs,
    isDone: () => isOk(readRigRecord(dir), path),
  });
}

/** Returns when the fake node is ready to take pods. */
export async function awaitNode(dir: string): Promise<void> {
  await awaitComponent(dir, {
    component: 'kwok',
    what: 'the fake node',
    limitMs,
    isDone: async () => {
      const path = `/api/v1/nodes/${nodeName}`;
      const { body } = await requestApi(readRigRecord(dir), { method: 'GET', path });
      const conditions = (body as NodeObject).status?.conditions ?? [];
      return conditions.some(({ type, status }) => type === 'Ready' && status === 'True');
    },
  });
}

async function isOk(record: RigRecord, path: string): Promise<boolean> {
  try {
    const { status } = await requestApi(record, { method: 'GET', path });
    return status === 200;
  } catch {
    // Not there yet: it does not listen, or has not written its certificate.
    return false;
  }
}

function isListening(port: number): Promise<boolean> {
  return new Promise((answer) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('error', () => answer(false));
    socket.once('connect', () => {
      socket.destroy();
      answer(true);
    });
  });
}
