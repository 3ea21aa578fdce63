import type { TestProject } from 'vitest/node';
import { startControlPlane } from './rig/start-control-plane.ts';

/** What a test needs to reach the control plane of its run; `connectRig(dir)` gives its controls. */
export interface ProvidedRig {
  readonly dir: string;
  readonly kubeconfigPath: string;
  readonly server: string;
  readonly caPath: string;
  readonly token: string;
  /** The kubeconfig of the user without rights, to which a test binds the role that it is about. */
  readonly tenantryKubeconfigPath: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    readonly rig: ProvidedRig;
  }
}

/** Starts one control plane for all cluster tests and stops it after the last one. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const rig = await startControlPlane();
  const { dir, kubeconfigPath, server, caPath, token } = rig;
  const tenantryKubeconfigPath = rig.kubeconfigFor('tenantry');
  project.provide('rig', {
    dir,
    kubeconfigPath,
    server,
    caPath,
    token,
    tenantryKubeconfigPath,
  });
  return rig.stop;
}
