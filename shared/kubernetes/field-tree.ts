import type { ObservedObject } from './object.ts';

/** A set of fields as `managedFields` writes it: a tree whose keys are `f:`, `k:`, `v:` and `.`. */
export interface FieldTree {
  readonly [key: string]: FieldTree;
}

/** Who holds fields of an object: one entry of `managedFields`. */
export interface FieldOwner {
  readonly manager: string;
  readonly operation: string;
  /** `scale` or `status`, when the fields were set through it. */
  readonly subresource?: string;
}

/** A part of the fields that one manager holds. */
export interface OwnedFields {
  readonly owner: FieldOwner;
  readonly fields: FieldTree;
}

/** Who holds which fields of the object. */
export function ownedFieldsOf({ metadata }: ObservedObject): readonly OwnedFields[] {
  return (metadata.managedFields ?? []).map((entry) => {
    const { manager = '', operation = '', subresource } = entry;
    const owner = { manager, operation, ...(subresource && { subresource }) };
    // Written by the API server, which has parsed it: a tree of JSON objects.
    return { owner, fields: (entry.fieldsV1 ?? {}) as FieldTree };
  });
}

/** What the tree holds below a member of an object. */
export function memberOf(tree: FieldTree, name: string): FieldTree | undefined {
  return ownValue(tree, `f:${name}`);
}

/** Whether the tree names items of a list, which then is merged item by item. */
export function hasItems(tree: FieldTree): boolean {
  return Object.keys(tree).some((key) => key.startsWith('k:') || key.startsWith('v:'));
}

/** Whether nothing of the tree lies below its own root. */
export function isLeaf(tree: FieldTree): boolean {
  return Object.keys(tree).every((key) => key === '.');
}

/** The key in the tree under which a wanted item of a list stands, if it does. */
export function itemKeyOf(tree: FieldTree, item: unknown): string | undefined {
  return Object.keys(tree).find((key) => {
    if (key.startsWith('v:')) return key.slice(2) === JSON.stringify(item);
    return key.startsWith('k:') && fitsItem(parseKey(key), item);
  });
}

/** What identifies an item: the members in a key `k:{…}`. */
export function parseKey(key: string): Readonly<Record<string, unknown>> {
  return JSON.parse(key.slice(2));
}

/** Members of keys that the API server fills in when they are left out. */
const keyDefaults: Readonly<Record<string, unknown>> = { protocol: 'TCP' };

/** Whether the item has these key members, defaults filled in. */
export function fitsItem(key: Readonly<Record<string, unknown>>, item: unknown): boolean {
  if (!isMembers(item)) return false;
  return Object.entries(key).every(([name, value]) => (item[name] ?? keyDefaults[name]) === value);
}

/** Whether the value is a JSON object. */
export function isMembers(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function ownValue(tree: FieldTree, key: string): FieldTree | undefined {
  return Object.hasOwn(tree, key) ? tree[key] : undefined;
}
