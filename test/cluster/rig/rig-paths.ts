import { join } from 'node:path';
import type { ComponentName, RigUser } from './rig-record.ts';

/** Where everything lies in a rig's folder. */
export interface RigPaths {
  readonly pki: string;
  /** The API server's certificate followed by the authority that signed it. */
  readonly ca: string;
  readonly servingKey: string;
  readonly serviceAccountKey: string;
  readonly serviceAccountPublicKey: string;
  readonly tokens: string;
  readonly etcdData: string;
  readonly kwokConfig: string;
  readonly podLogs: string;
  readonly auditPolicy: string;
  /** One JSON object a line: every request of the user `tenantry` and its answer. */
  readonly auditLog: string;
  readonly kubeconfig: (user: RigUser) => string;
  readonly log: (component: ComponentName) => string;
}

/** The paths of the rig in this folder. */
export function rigPaths(dir: string): RigPaths {
  const pki = join(dir, 'pki');
  return {
    pki,
    ca: join(pki, 'apiserver.crt'),
    servingKey: join(pki, 'apiserver.key'),
    serviceAccountKey: join(pki, 'service-account.key'),
    serviceAccountPublicKey: join(pki, 'service-account.pub'),
    tokens: join(dir, 'tokens.csv'),
    etcdData: join(dir, 'etcd'),
    kwokConfig: join(dir, 'kwok.yaml'),
    podLogs: join(dir, 'pods.log'),
    auditPolicy: join(dir, 'audit-policy.json'),
    auditLog: join(dir, 'audit.log'),
    kubeconfig: (user) => join(dir, user === 'admin' ? 'kubeconfig' : `${user}.kubeconfig`),
    log: (component) => join(dir, `${component}.log`),
  };
}
