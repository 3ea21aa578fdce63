import type { Json } from '../tenant/json.ts';
import { isMembers } from './field-tree.ts';
import { keyedItems } from './merge-keys.ts';
import { isSameMeaning } from './same-meaning.ts';

/** A field that is not as it was. */
export interface FieldChange {
  /**
   * Where it is (RFC 6901); an item of a list that has merge keys is named by them instead of by its
   * index: `/spec/template/spec/containers/name=web/image`.
   */
  readonly path: string;
  /** Null: it was not there. */
  readonly from: Json;
  /** Null: it will not be there. */
  readonly to: Json;
}

interface Place {
  readonly path: readonly string[];
  readonly have: unknown;
  readonly want: unknown;
}

/**
 * The fields in which two JSON values differ in meaning, in the order of their paths. Items of lists
 * are matched by their merge keys; other lists are one value.
 */
export function fieldChanges(have: unknown, want: unknown): readonly FieldChange[] {
  return changesAt({ path: [], have, want });
}

function changesAt(place: Place): readonly FieldChange[] {
  const { path, have, want } = place;
  if (isSameMeaning(have, want, path)) return [];
  if (isMembers(have) && isMembers(want)) {
    return memberChanges(path, entriesOf(have), entriesOf(want));
  }
  if (Array.isArray(have) && Array.isArray(want)) return listChanges(place, have, want);
  return [changeOf(place)];
}

function entriesOf(members: Readonly<Record<string, unknown>>): ReadonlyMap<string, unknown> {
  return new Map(Object.entries(members));
}

function memberChanges(
  path: readonly string[],
  have: ReadonlyMap<string, unknown>,
  want: ReadonlyMap<string, unknown>,
): readonly FieldChange[] {
  const names = [...new Set([...have.keys(), ...want.keys()])].sort();
  return names.flatMap((name) =>
    changesAt({ path: [...path, name], have: have.get(name), want: want.get(name) }),
  );
}

function listChanges(
  place: Place,
  have: readonly unknown[],
  want: readonly unknown[],
): readonly FieldChange[] {
  const items = keyedItems(place.path.at(-1) ?? '', have, want);
  if (items === undefined) return [changeOf(place)];
  return [
    ...orderChanges(place.path, [...items.have.keys()], [...items.want.keys()]),
    ...memberChanges(place.path, items.have, items.want),
  ];
}

/** Another order of the same items is a change too: of init containers, or of what `$(VAR)` may use. */
function orderChanges(
  path: readonly string[],
  have: readonly string[],
  want: readonly string[],
): readonly FieldChange[] {
  const stayed = have.filter((key) => want.includes(key));
  const order = want.filter((key) => have.includes(key));
  if (stayed.every((key, index) => key === order[index])) return [];
  return [{ path: pointerOf(path), from: stayed, to: order }];
}

function changeOf({ path, have, want }: Place): FieldChange {
  return { path: pointerOf(path), from: jsonOf(have), to: jsonOf(want) };
}

function pointerOf(path: readonly string[]): string {
  return path.map((part) => `/${part.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

function jsonOf(value: unknown): Json {
  return value === undefined ? null : (JSON.parse(JSON.stringify(value)) as Json);
}
