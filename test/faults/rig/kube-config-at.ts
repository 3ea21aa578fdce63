import { readFileSync } from 'node:fs';
import { KubeConfig } from '@kubernetes/client-node';
import type { ControlPlane } from '../../cluster/rig/connect-rig.ts';

/** `admin` of a control plane, at another address: a proxy with the same certificate. */
export function kubeConfigAt(
  { caPath, token }: Pick<ControlPlane, 'caPath' | 'token'>,
  server: string,
): KubeConfig {
  const config = new KubeConfig();
  config.loadFromOptions({
    clusters: [{ name: 'rig', server, caData: readFileSync(caPath).toString('base64') }],
    users: [{ name: 'admin', token }],
    contexts: [{ name: 'rig', cluster: 'rig', user: 'admin' }],
    currentContext: 'rig',
  });
  return config;
}
