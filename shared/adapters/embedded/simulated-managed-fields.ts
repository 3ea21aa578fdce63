import type { ObservedObject } from '../../kubernetes/object.ts';
import type { SimulatedRecord } from './simulated-objects.ts';

type Tree = { readonly [key: string]: Tree };

/** Objects that the API server takes as one value, and does not merge member by member. */
const wholes: ReadonlySet<string> = new Set([
  'configMapKeyRef',
  'fieldRef',
  'matchLabels',
  'nodeSelector',
  'secretKeyRef',
  'selector',
]);

/** Lists that it merges item by item, and the members that tell items apart. */
const keysByList: Readonly<Record<string, readonly string[]>> = {
  containers: ['name'],
  env: ['name'],
  imagePullSecrets: ['name'],
  initContainers: ['name'],
  volumeMounts: ['mountPath'],
  volumes: ['name'],
};

/**
 * The object as the API server shows it, with what Tenantry holds of it (`managedFields`): what it
 * wrote last. Nobody else writes to the simulation, so nobody else is named.
 */
export function withManagedFields({ object, applied }: SimulatedRecord): ObservedObject {
  if (applied === undefined) return object;
  const { apiVersion } = object;
  const own = { manager: 'tenantry', operation: 'Apply', apiVersion, fieldsType: 'FieldsV1' };
  const managedFields = [{ ...own, fieldsV1: treeOf('', applied) }];
  return { ...object, metadata: { ...object.metadata, managedFields } };
}

function treeOf(name: string, value: unknown): Tree {
  if (Array.isArray(value)) return itemsOf(name, value);
  if (typeof value !== 'object' || value === null || wholes.has(name)) return {};
  const members = Object.entries(value).filter(([, each]) => each !== undefined && !isEmpty(each));
  return Object.fromEntries(members.map(([key, each]) => [`f:${key}`, treeOf(key, each)]));
}

function itemsOf(name: string, items: readonly unknown[]): Tree {
  if (name === 'finalizers') {
    return Object.fromEntries(items.map((item) => [`v:${JSON.stringify(item)}`, {}]));
  }
  const keys = keysByList[name] ?? (name === 'ports' ? portKeys(items) : undefined);
  if (keys === undefined) return {};
  return Object.fromEntries(
    items.map((item) => [
      `k:${JSON.stringify(keyOf(item, keys))}`,
      { '.': {}, ...treeOf('', item) },
    ]),
  );
}

function portKeys(items: readonly unknown[]): readonly string[] {
  const isContainers = items.some(
    (item) => typeof item === 'object' && item !== null && 'containerPort' in item,
  );
  return [isContainers ? 'containerPort' : 'port', 'protocol'];
}

function keyOf(item: unknown, keys: readonly string[]): object {
  const members = { protocol: 'TCP', ...(item as object) } as Readonly<Record<string, unknown>>;
  return Object.fromEntries(keys.map((key) => [key, members[key]]));
}

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}
