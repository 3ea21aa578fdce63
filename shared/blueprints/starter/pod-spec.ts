import type { V1Container, V1PodSpec, V1Volume } from '@kubernetes/client-node';
import {
  restrictedContainerSecurity,
  restrictedPodSecurity,
} from '../../kubernetes/security-context.ts';

/**
 * A pod of one container that fits Pod Security level "restricted". The user is the image's own: the
 * kubelet refuses to start one that is root.
 */
export function podSpec(container: V1Container, volumes: readonly V1Volume[]): V1PodSpec {
  return {
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    securityContext: restrictedPodSecurity(),
    containers: [{ ...container, securityContext: restrictedContainerSecurity() }],
    ...(volumes.length > 0 && { volumes: [...volumes] }),
  };
}
