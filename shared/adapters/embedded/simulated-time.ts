/** A time as Kubernetes writes it (RFC 3339 UTC, whole seconds). */
export function kubernetesTime(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d{3}Z$/, 'Z');
}
