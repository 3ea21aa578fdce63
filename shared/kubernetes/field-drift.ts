import type { KubernetesObject } from '@kubernetes/client-node';
import {
  type FieldOwner,
  type FieldTree,
  fitsItem,
  hasItems,
  isLeaf,
  isMembers,
  itemKeyOf,
  memberOf,
  type OwnedFields,
  ownedFieldsOf,
  parseKey,
} from './field-tree.ts';
import { fieldManager } from './labels.ts';
import type { ObservedObject } from './object.ts';

/** A wanted field that Tenantry does not hold any more. */
export interface FieldDrift {
  /** Where it is in the wanted object (RFC 6901). */
  readonly pointer: string;
  /** Who holds it instead; nobody when it is gone or nobody's. */
  readonly owners: readonly FieldOwner[];
}

/**
 * The wanted fields that are not ours any more, by who holds which field (`managedFields`), not by
 * their values: a field that is ours has the value that we gave it, however the API server writes
 * it, and what others added or defaulted is theirs (ADR 0020). Only for an object that was written
 * as it is wanted now.
 */
export function driftedFields(
  wanted: KubernetesObject,
  live: ObservedObject,
): readonly FieldDrift[] {
  const { apiVersion: _version, kind: _kind, metadata = {}, ...fields } = wanted;
  const { labels, annotations, finalizers, ownerReferences } = metadata;
  const own = { ...fields, metadata: { labels, annotations, finalizers, ownerReferences } };
  const all = ownedFieldsOf(live);
  return driftBelow({
    path: [],
    wanted: own,
    live,
    ours: all.filter(isOurs).map((each) => each.fields),
    others: all.filter((each) => !isOurs(each)),
    above: [],
  });
}

// Whatever we did it with: a POST, an apply or the subresource `scale`.
function isOurs({ owner }: OwnedFields): boolean {
  return owner.manager === fieldManager;
}

/** One place in the wanted object, with what is there and who holds what below it. */
interface Place {
  readonly path: readonly string[];
  readonly wanted: unknown;
  readonly live: unknown;
  readonly ours: readonly FieldTree[];
  readonly others: readonly OwnedFields[];
  /** Who holds a place above as a whole. */
  readonly above: readonly FieldOwner[];
}

function driftBelow(place: Place): readonly FieldDrift[] {
  const { wanted } = place;
  if (wanted === undefined || wanted === null) return [];
  if (isEmpty(wanted)) return isFilled(place) ? [driftAt(place)] : [];
  if (isHeldWhole(place)) return [];
  if (isMembers(wanted))
    return Object.keys(wanted).flatMap((name) => driftBelow(member(place, name)));
  if (Array.isArray(wanted)) return itemDrift(place, wanted);
  return place.ours.length > 0 || isAsWanted(place) ? [] : [driftAt(place)];
}

/** Nobody holds it and it is as it should be, as after our own scaling: there is nothing to mend. */
function isAsWanted({ wanted, live, others, above }: Place): boolean {
  return live === wanted && others.length === 0 && above.length === 0;
}

/** An empty value is in nobody's set: it is lost when somebody else filled it. */
function isFilled({ live, ours, others }: Place): boolean {
  return ours.length === 0 && others.length > 0 && !isEmpty(live ?? {});
}

/**
 * Whether an object or a list is ours as a whole. A leaf of our set may be that, or a map of which
 * we have lost every member: then others hold members, or members are gone.
 */
function isHeldWhole({ wanted, live, ours, others }: Place): boolean {
  if (typeof wanted !== 'object' || !ours.some(isLeaf)) return false;
  return others.every(({ fields }) => isLeaf(fields)) && hasShape(live, wanted);
}

/** Whether what is there has every member and as many items as what is wanted. */
function hasShape(live: unknown, wanted: unknown): boolean {
  if (Array.isArray(wanted)) return Array.isArray(live) && live.length >= wanted.length;
  if (!isMembers(wanted)) return true;
  return Object.entries(wanted).every(([name, value]) => {
    if (value === undefined || value === null || isEmpty(value)) return true;
    return isMembers(live) && name in live && hasShape(live[name], value);
  });
}

function member(place: Place, name: string): Place {
  const { wanted, live } = place;
  return {
    ...below(place, (tree) => memberOf(tree, name)),
    path: [...place.path, name],
    wanted: isMembers(wanted) ? wanted[name] : undefined,
    live: isMembers(live) ? live[name] : undefined,
  };
}

function itemDrift(place: Place, wanted: readonly unknown[]): readonly FieldDrift[] {
  const trees = [...place.ours, ...place.others.map(({ fields }) => fields)];
  // Nobody holds single items: the list is one value, or it is gone.
  if (!trees.some(hasItems)) return [driftAt(place)];
  return wanted.flatMap((item, index) => {
    const key = trees.map((tree) => itemKeyOf(tree, item)).find((found) => found !== undefined);
    const at = { ...place, path: [...place.path, String(index)], wanted: item };
    if (key === undefined) return [driftAt({ ...at, others: [] })];
    const items = { ...at, ...below(place, (tree) => tree[key]), live: liveItem(place.live, key) };
    if (!key.startsWith('k:')) return items.ours.length > 0 ? [] : [driftAt(items)];
    return driftBelow(items);
  });
}

function liveItem(live: unknown, key: string): unknown {
  if (!Array.isArray(live) || !key.startsWith('k:')) return undefined;
  return live.find((item) => fitsItem(parseKey(key), item));
}

function below(place: Place, step: (tree: FieldTree) => FieldTree | undefined) {
  const { ours, others, above } = place;
  return {
    ours: ours.flatMap((tree) => step(tree) ?? []),
    others: others.flatMap(({ owner, fields }) => {
      const next = step(fields);
      return next === undefined ? [] : [{ owner, fields: next }];
    }),
    above: [...above, ...others.filter(({ fields }) => isLeaf(fields)).map(({ owner }) => owner)],
  };
}

function driftAt({ path, others, above }: Place): FieldDrift {
  const pointer = path
    .map((part) => `/${part.replaceAll('~', '~0').replaceAll('/', '~1')}`)
    .join('');
  return { pointer, owners: [...above, ...others.map(({ owner }) => owner)] };
}

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}
