import { resolve } from 'node:path';
import { serverUrl } from './components.ts';
import { createRigControls, type RigControls } from './rig-controls.ts';
import { rigPaths } from './rig-paths.ts';
import { type RigUser, readRigRecord } from './rig-record.ts';
import { stopRig } from './stop-rig.ts';

/** A running Kubernetes control plane on 127.0.0.1, all of it real except the nodes. */
export interface ControlPlane extends RigControls {
  readonly dir: string;
  readonly server: string;
  /** The token of `admin`, who is in `system:masters`. */
  readonly token: string;
  readonly caPath: string;
  /** Every request of `tenantry` and its answer, one JSON object (audit.k8s.io/v1 Event) a line. */
  readonly auditLogPath: string;
  /** The kubeconfig of `admin`. */
  readonly kubeconfigPath: string;
  /** The kubeconfig of a user; `tenantry` may do nothing until a role is bound to it. */
  readonly kubeconfigFor: (user: RigUser) => string;
  /** Ends every process of this control plane and removes its folder. */
  readonly stop: () => Promise<void>;
}

/** The control plane that runs in a folder, whichever process started it. */
export function connectRig(folder: string): ControlPlane {
  const dir = resolve(folder);
  const record = readRigRecord(dir);
  const paths = rigPaths(dir);
  return {
    ...createRigControls(dir),
    dir,
    server: serverUrl(record),
    token: record.tokens.admin,
    caPath: paths.ca,
    auditLogPath: paths.auditLog,
    kubeconfigPath: paths.kubeconfig('admin'),
    kubeconfigFor: paths.kubeconfig,
    stop: () => stopRig(dir),
  };
}
