import type { V1PodSecurityContext, V1SecurityContext } from '@kubernetes/client-node';

/**
 * The pod's half of Pod Security level "restricted" (kubernetes.io/docs/concepts/security/
 * pod-security-standards), for an image that runs as this user. Files of mounted volumes belong to
 * the group of the same number. Without a user: the image's own, which must be a number that is not 0.
 */
export function restrictedPodSecurity(userId?: number): V1PodSecurityContext {
  const seccompProfile = { type: 'RuntimeDefault' };
  if (userId === undefined) return { runAsNonRoot: true, seccompProfile };
  return {
    runAsNonRoot: true,
    runAsUser: userId,
    runAsGroup: userId,
    fsGroup: userId,
    // A shared volume of many files is not walked on every start.
    fsGroupChangePolicy: 'OnRootMismatch',
    seccompProfile,
  };
}

/** The container's half of Pod Security level "restricted". */
export function restrictedContainerSecurity(): V1SecurityContext {
  return { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } };
}
