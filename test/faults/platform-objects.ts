/** Namespace of a Secret, a ConfigMap and a volume claim that belong to nobody whom the engine works for. */
export const strangerNamespace = 'faults-stranger';

/** What the platform's owner provides for the small product. */
export const platformConfig = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'platform', namespace: strangerNamespace },
  data: { region: 'here' },
} as const;
