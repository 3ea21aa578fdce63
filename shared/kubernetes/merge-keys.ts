import { isMembers } from './field-tree.ts';

/** Members that tell the items of a list apart, by the list's name; the first set that fits counts. */
const keysByList: Readonly<Record<string, readonly (readonly string[])[]>> = {
  ports: [
    ['containerPort', 'protocol'],
    ['port', 'protocol'],
  ],
  volumeMounts: [['mountPath']],
  volumeDevices: [['devicePath']],
  hostAliases: [['ip']],
  topologySpreadConstraints: [['topologyKey', 'whenUnsatisfiable']],
  ownerReferences: [['uid']],
};

/** Any other list of things that have names. */
const named: readonly (readonly string[])[] = [['name']];

/** Members of keys that the API server fills in when they are left out. */
const defaults: Readonly<Record<string, unknown>> = { protocol: 'TCP' };

/** The items of a list by what identifies them, in order: `name=web`, `containerPort=80,protocol=UDP`. */
export type KeyedItems = ReadonlyMap<string, unknown>;

/**
 * The items of both lists by their merge keys, as Kubernetes tells them apart; undefined when it
 * takes such a list as one value.
 */
export function keyedItems(
  listName: string,
  have: readonly unknown[],
  want: readonly unknown[],
): { readonly have: KeyedItems; readonly want: KeyedItems } | undefined {
  for (const keys of keysByList[listName] ?? named) {
    const [haveByKey, wantByKey] = [itemsBy(keys, have), itemsBy(keys, want)];
    if (haveByKey && wantByKey) return { have: haveByKey, want: wantByKey };
  }
  return undefined;
}

function itemsBy(keys: readonly string[], items: readonly unknown[]): KeyedItems | undefined {
  const byKey = new Map(items.map((item) => [keyOf(keys, item), item] as const));
  const [isWhole, isUnique] = [!byKey.has(undefined), byKey.size === items.length];
  return isWhole && isUnique ? (byKey as KeyedItems) : undefined;
}

function keyOf(keys: readonly string[], item: unknown): string | undefined {
  if (!isMembers(item)) return undefined;
  const parts = keys.map((key) => [key, item[key] ?? defaults[key]] as const);
  if (parts.some(([, value]) => typeof value !== 'string' && typeof value !== 'number')) {
    return undefined;
  }
  // What the API server would fill in says nothing to a reader.
  const told = parts.filter(([key, value], index) => index === 0 || value !== defaults[key]);
  return told.map(([key, value]) => `${key}=${value}`).join(',');
}
