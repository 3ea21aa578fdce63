import { inject } from 'vitest';
import { createKubernetesCluster } from '../../shared/adapters/kubernetes/create-kubernetes-cluster.ts';
import { loadKubeConfig } from '../../shared/adapters/kubernetes/load-kube-config.ts';
import { clusterContract } from '../contracts/cluster.contract.ts';
import { connectRig } from './rig/connect-rig.ts';

clusterContract('createKubernetesCluster()', async () => {
  const { dir, kubeconfigPath } = inject('rig');
  const rig = connectRig(dir);
  const choice = { kind: 'kubeconfig', path: kubeconfigPath } as const;
  return {
    cluster: createKubernetesCluster({
      kubeConfig: () => loadKubeConfig(choice),
      callTimeoutMs: 10_000,
    }),
    failJob: ({ namespace: _namespace, name }, message) =>
      rig.failPods({ labels: { 'batch.kubernetes.io/job-name': name }, message }),
    close: () => rig.letPodsSucceed(),
  };
});
