import { Buffer } from 'node:buffer';
import type { ObservedObject } from '../../kubernetes/object.ts';

type Fields = Readonly<Record<string, unknown>>;

/**
 * What an API server adds to an object when it stores it, as far as Tenantry reads it. Runs again
 * after each apply and then changes nothing that is set.
 */
export function withSimulatedDefaults(object: ObservedObject): ObservedObject {
  return defaults[object.kind]?.(object) ?? object;
}

const defaults: Readonly<Record<string, (object: ObservedObject) => ObservedObject>> = {
  Namespace: (object) => ({
    ...withLabels(object, { 'kubernetes.io/metadata.name': object.metadata.name }),
    spec: { finalizers: ['kubernetes'] },
    status: { phase: 'Active', ...fieldsOf(object['status']) },
  }),
  Secret: (object) => {
    const { stringData, data, type, ...rest } = object;
    const encoded = Object.entries(fieldsOf(stringData)).map(([key, value]) => [
      key,
      Buffer.from(String(value)).toString('base64'),
    ]);
    return {
      ...rest,
      data: { ...fieldsOf(data), ...Object.fromEntries(encoded) },
      type: type ?? 'Opaque',
    };
  },
  PersistentVolumeClaim: (object) => ({
    ...object,
    spec: { volumeMode: 'Filesystem', ...fieldsOf(object['spec']) },
    status: { phase: 'Pending', ...fieldsOf(object['status']) },
  }),
  Service: (object) => {
    const spec = fieldsOf(object['spec']);
    return {
      ...object,
      spec: {
        clusterIP: clusterIpOf(object.metadata.uid),
        type: 'ClusterIP',
        ...spec,
        ports: portsOf(spec),
      },
      status: { loadBalancer: {} },
    };
  },
  Ingress: (object) => ({
    ...object,
    status: { loadBalancer: {}, ...fieldsOf(object['status']) },
  }),
  Job: (object) => ({
    ...object,
    spec: {
      parallelism: 1,
      completions: 1,
      backoffLimit: 6,
      suspend: false,
      ...fieldsOf(object['spec']),
    },
    status: fieldsOf(object['status']),
  }),
  Deployment: (object) => ({
    ...object,
    spec: { replicas: 1, ...fieldsOf(object['spec']) },
    status: fieldsOf(object['status']),
  }),
  StatefulSet: (object) => ({
    ...object,
    spec: { replicas: 1, ...fieldsOf(object['spec']) },
    status: { replicas: 0, availableReplicas: 0, ...fieldsOf(object['status']) },
  }),
};

function portsOf({ ports }: Fields): readonly unknown[] {
  const given: readonly unknown[] = Array.isArray(ports) ? ports : [];
  return given
    .map(fieldsOf)
    .map((port) => ({ protocol: 'TCP', targetPort: port['port'], ...port }));
}

/** An address of 10.0.0.0/16 that stays the same for the object. */
function clusterIpOf(uid: string): string {
  const [third, fourth] = [uid.slice(0, 2), uid.slice(2, 4)].map((hex) => Number.parseInt(hex, 16));
  return `10.0.${third}.${fourth}`;
}

function withLabels(
  object: ObservedObject,
  labels: Readonly<Record<string, string>>,
): ObservedObject {
  const { metadata } = object;
  return { ...object, metadata: { ...metadata, labels: { ...metadata.labels, ...labels } } };
}

/** The members of a JSON object; of anything else none. */
export function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Fields)
    : {};
}
