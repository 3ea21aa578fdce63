import { readFileSync } from 'node:fs';
import type { StructuredQuery } from '../../../../shared/adapters/firestore/firestore-api.ts';

type Mode = 'ASCENDING' | 'DESCENDING' | 'CONTAINS';

export interface IndexField {
  readonly fieldPath: string;
  readonly order?: string;
  readonly arrayConfig?: string;
}

/** `firestore.indexes.json` (firebase.google.com/docs/reference/firestore/indexes). */
export interface IndexFile {
  readonly indexes: readonly {
    readonly collectionGroup: string;
    readonly queryScope: string;
    readonly fields: readonly IndexField[];
  }[];
  readonly fieldOverrides: readonly {
    readonly collectionGroup: string;
    readonly fieldPath: string;
    readonly ttl?: boolean;
    readonly indexes: readonly IndexField[];
  }[];
}

/** The file that is deployed. */
export function deployedIndexes(): IndexFile {
  return JSON.parse(readFileSync('infra/firestore.indexes.json', 'utf8'));
}

/** What decides on a query's index: which values it fixes, which array it looks into, how it sorts. */
interface Shape {
  readonly collection: string;
  readonly equal: readonly string[];
  readonly contains: readonly string[];
  readonly range: readonly string[];
  readonly sorts: readonly string[];
}

/**
 * Why Firestore would refuse the query with these indexes, by the documented rules of index
 * selection (firebase.google.com/docs/firestore/query-data/index-overview); undefined when it would
 * not. The emulator refuses none. Only what the store uses is known: anything else is refused here.
 */
export function whyNoIndex(query: StructuredQuery, file: IndexFile): string | undefined {
  const shape = shapeOf(query);
  const { collection, equal, contains, range, sorts } = shape;
  const [firstSort] = sorts.map(pathOf);
  if (range.some((path) => path !== firstSort)) return `range without a sort: ${range}`;
  const paths = new Set([...equal, ...contains, ...sorts.map(pathOf)]);
  // The names of documents are always in order.
  if (paths.size === 0) return undefined;
  const isPlain = paths.size === 1 || (sorts.length === 0 && contains.length === 0);
  const missing = isPlain ? missingSingle(shape, file) : missingComposite(shape, file);
  return missing === undefined ? undefined : `${collection}: ${missing}`;
}

/** Whether a field has an index that nobody declared; a map's setting holds for what is in it. */
export function hasAutomaticIndex(collection: string, path: string, file: IndexFile): boolean {
  return overrideOf(collection, path, file) === undefined;
}

function shapeOf(query: StructuredQuery): Shape {
  const filters = filtersOf(query.where);
  const having = (...ops: readonly string[]) =>
    filters.filter(({ op }) => ops.includes(op)).map(({ path }) => path);
  const ranges = ['LESS_THAN', 'LESS_THAN_OR_EQUAL', 'GREATER_THAN', 'GREATER_THAN_OR_EQUAL'];
  const shape = {
    collection: query.from?.[0]?.collectionId ?? '',
    equal: having('EQUAL'),
    contains: having('ARRAY_CONTAINS'),
    range: [...new Set(having(...ranges))],
    sorts: sortsOf(query),
  };
  const known = having('EQUAL', 'ARRAY_CONTAINS', ...ranges);
  if (known.length < filters.length) throw new Error('Cannot judge a filter: unknown operator');
  return shape;
}

interface Filter {
  readonly path: string;
  readonly op: string;
}

function filtersOf(where: StructuredQuery['where']): readonly Filter[] {
  const { compositeFilter, fieldFilter } = where ?? {};
  if (compositeFilter) {
    if (compositeFilter.op !== 'AND') throw new Error('Cannot judge a filter: not an AND');
    return (compositeFilter.filters ?? []).flatMap(filtersOf);
  }
  if (!fieldFilter) return [];
  return [{ path: fieldFilter.field?.fieldPath ?? '', op: String(fieldFilter.op) }];
}

/** `path DIRECTION` of each sort; the names come last, in the direction of the last field. */
function sortsOf({ orderBy }: StructuredQuery): readonly string[] {
  const sorts = (orderBy ?? []).map(({ field, direction }) => `${field?.fieldPath} ${direction}`);
  const [last, ...earlier] = sorts.toReversed();
  if (last === undefined || pathOf(last) !== '__name__') return sorts;
  const [before] = earlier;
  const wanted = before === undefined ? 'ASCENDING' : modeOf(before);
  if (modeOf(last) !== wanted) throw new Error('Cannot judge a sort: names in another direction');
  return earlier.toReversed();
}

function missingSingle({ collection, equal, contains, sorts }: Shape, file: IndexFile) {
  const needed = [
    ...(sorts.length === 0 ? equal.map((path) => `${path} ASCENDING`) : []),
    ...contains.map((path) => `${path} CONTAINS`),
    ...sorts,
  ];
  const missing = needed.filter((need) => !hasSingle(collection, need, file));
  return missing.length === 0 ? undefined : `no single-field index ${missing.join(', ')}`;
}

function hasSingle(collection: string, need: string, file: IndexFile): boolean {
  const override = overrideOf(collection, pathOf(need), file);
  return (
    override === undefined ||
    override.indexes.some((index) => keyOf({ ...index, fieldPath: pathOf(need) }) === need)
  );
}

function overrideOf(collection: string, path: string, { fieldOverrides }: IndexFile) {
  const own = fieldOverrides.filter(({ collectionGroup }) => collectionGroup === collection);
  const ancestors = path.split('.').map((_, index, parts) => parts.slice(0, index + 1).join('.'));
  return ancestors
    .toReversed()
    .map((ancestor) => own.find(({ fieldPath }) => fieldPath === ancestor))
    .find((override) => override !== undefined);
}

function missingComposite(shape: Shape, file: IndexFile): string | undefined {
  const wanted = [
    ...shape.equal.map((path) => `${path} ASCENDING`),
    ...shape.contains.map((path) => `${path} CONTAINS`),
  ];
  const usable = file.indexes
    .filter((index) => index.collectionGroup === shape.collection)
    .filter(({ queryScope }) => queryScope === 'COLLECTION')
    .map(({ fields }) => fields.map(keyOf))
    .filter((keys) => endsWith(keys, shape.sorts))
    .map((keys) => keys.slice(0, keys.length - shape.sorts.length))
    .filter((prefix) => prefix.every((key) => wanted.includes(key)));
  const isWhole = usable.some((prefix) => wanted.every((key) => prefix.includes(key)));
  // Indexes are merged for equalities that end in the same sort; for an array nobody promises it.
  const isMerged =
    shape.contains.length === 0 && wanted.every((key) => usable.flat().includes(key));
  if (isWhole || isMerged) return undefined;
  return `no index for ${[...wanted, ...shape.sorts].join(', ')}`;
}

function endsWith(keys: readonly string[], end: readonly string[]): boolean {
  return (
    keys.length >= end.length && end.every((key, index) => keys.at(index - end.length) === key)
  );
}

function keyOf({ fieldPath, order, arrayConfig }: IndexField): string {
  return `${fieldPath} ${arrayConfig ?? order}`;
}

function pathOf(sort: string): string {
  return sort.split(' ')[0] ?? '';
}

function modeOf(sort: string): Mode {
  return sort.split(' ')[1] as Mode;
}
