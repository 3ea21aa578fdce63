import { rmSync } from 'node:fs';
import { endComponent } from './component-control.ts';
import { hasRigRecord } from './rig-record.ts';

/** Ends the processes of the rig in a folder and removes the folder. Nothing happens when there is no rig. */
export async function stopRig(dir: string): Promise<void> {
  if (!hasRigRecord(dir)) {
    return;
  }
  // Clients first, or the API server would wait for their watches.
  await Promise.all([
    endComponent(dir, 'kwok'),
    endComponent(dir, 'kube-scheduler'),
    endComponent(dir, 'kube-controller-manager'),
  ]);
  await endComponent(dir, 'kube-apiserver');
  await endComponent(dir, 'etcd');
  rmSync(dir, { recursive: true, force: true, maxRetries: 3 });
}
