import { join } from 'node:path';
import type { Program } from '../../rig/processes.ts';
import { rigPaths } from './rig-paths.ts';
import type { ComponentName, RigRecord } from './rig-record.ts';

/** The command line of one component. It follows from the record alone, so any process can start it again. */
export function renderProgram(record: RigRecord, name: ComponentName): Program {
  const logPath = rigPaths(record.dir).log(name);
  switch (name) {
    case 'etcd':
      return { path: join(record.folders.etcd, name), args: etcdArgs(record), logPath };
    case 'kube-apiserver':
      return { path: join(record.folders.kube, name), args: apiServerArgs(record), logPath };
    case 'kube-controller-manager':
      return { path: join(record.folders.kube, name), args: controllerArgs(record), logPath };
    case 'kube-scheduler':
      return { path: join(record.folders.kube, name), args: clientArgs(record), logPath };
    case 'kwok':
      return { path: join(record.folders.kwok, name), args: kwokArgs(record), logPath };
    default:
      return name satisfies never;
  }
}

/** The address of the API server. */
export function serverUrl(record: RigRecord): string {
  return `https://127.0.0.1:${record.ports.api}`;
}

function etcdArgs({ dir, ports }: RigRecord): readonly string[] {
  const client = `http://127.0.0.1:${ports.etcd}`;
  const peer = `http://127.0.0.1:${ports.etcdPeer}`;
  return [
    `--data-dir=${rigPaths(dir).etcdData}`,
    // The data lives as long as the rig; waiting for the disk would only make every write slow.
    '--unsafe-no-fsync',
    `--listen-client-urls=${client}`,
    `--advertise-client-urls=${client}`,
    `--listen-peer-urls=${peer}`,
    `--initial-advertise-peer-urls=${peer}`,
    `--initial-cluster=default=${peer}`,
  ];
}

function apiServerArgs({ dir, ports }: RigRecord): readonly string[] {
  const paths = rigPaths(dir);
  return [
    `--etcd-servers=http://127.0.0.1:${ports.etcd}`,
    '--bind-address=127.0.0.1',
    '--advertise-address=127.0.0.1',
    `--secure-port=${ports.api}`,
    // It makes its own certificate there at the first start and keeps it at the next ones.
    `--cert-dir=${paths.pki}`,
    `--token-auth-file=${paths.tokens}`,
    '--authorization-mode=RBAC',
    // The default /24 has room for 254 Services only.
    '--service-cluster-ip-range=10.0.0.0/16',
    '--service-account-issuer=https://kubernetes.default.svc',
    `--service-account-key-file=${paths.serviceAccountPublicKey}`,
    `--service-account-signing-key-file=${paths.serviceAccountKey}`,
    '--allow-privileged=true',
    `--audit-policy-file=${paths.auditPolicy}`,
    `--audit-log-path=${paths.auditLog}`,
  ];
}

function controllerArgs(record: RigRecord): readonly string[] {
  const paths = rigPaths(record.dir);
  return [
    ...clientArgs(record),
    `--service-account-private-key-file=${paths.serviceAccountKey}`,
    `--root-ca-file=${paths.ca}`,
    // The default of 20 requests a second makes the tests wait for the client's own brake.
    '--kube-api-qps=200',
    '--kube-api-burst=400',
    // A test may stop the API server or kwok for a while; that must not make the node count as dead.
    '--node-monitor-grace-period=24h',
  ];
}

function clientArgs({ dir }: RigRecord): readonly string[] {
  const kubeconfig = rigPaths(dir).kubeconfig('admin');
  return [
    `--kubeconfig=${kubeconfig}`,
    `--authentication-kubeconfig=${kubeconfig}`,
    `--authorization-kubeconfig=${kubeconfig}`,
    '--leader-elect=false',
    '--secure-port=0',
  ];
}

function kwokArgs({ dir, ports }: RigRecord): readonly string[] {
  const paths = rigPaths(dir);
  return [
    `--config=${paths.kwokConfig}`,
    `--kubeconfig=${paths.kubeconfig('admin')}`,
    '--manage-all-nodes',
    // Its default would overlap with the addresses of Services.
    '--cidr=10.244.0.1/16',
    // With leases, a new kwok would wait for the end of the old one's before it looks at a single pod.
    '--node-lease-duration-seconds=0',
    // The kubelet's part: the API server asks here for the logs of a pod.
    '--node-ip=127.0.0.1',
    `--node-port=${ports.kubelet}`,
    `--server-address=127.0.0.1:${ports.kubelet}`,
    `--tls-cert-file=${paths.ca}`,
    `--tls-private-key-file=${paths.servingKey}`,
  ];
}
