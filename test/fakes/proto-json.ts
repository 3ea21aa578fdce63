import { type Field, findType, type ProtoType } from './proto-definition.ts';

/** What is wrong, and where, in Google's words. */
export interface ProtoFault {
  readonly field: string;
  readonly description: string;
}

/** Who wrote the message: a request holds no output-only fields and an answer no input-only ones. */
export type Writer = 'client' | 'server';

interface Place {
  readonly writer: Writer;
  readonly path: string;
}

/**
 * What is wrong with a message in the JSON of proto3 (https://protobuf.dev/programming-guides/json);
 * undefined: nothing. Stricter than Google in two things: names are taken in lowerCamelCase only, and
 * output-only fields of a request, which Google overlooks (https://google.aip.dev/203), are faults.
 */
export function messageFault(
  type: ProtoType,
  value: unknown,
  place: Place,
): ProtoFault | undefined {
  if (!isObject(value)) return invalid(place, type.scope.join('.'), value);
  const members = Object.entries(value).filter(([, member]) => member !== null);
  return (
    firstOf(members, ([name, member]) => memberFault(type, { name, member }, place)) ??
    oneofFault(type, value, place) ??
    (place.writer === 'client' ? missingFault(type, value, place) : undefined)
  );
}

interface Member {
  readonly name: string;
  readonly member: unknown;
}

function memberFault(
  type: ProtoType,
  { name, member }: Member,
  { writer, path }: Place,
): ProtoFault | undefined {
  const field = type.definition.fields?.[name];
  if (field === undefined) {
    const where = path === '' ? '' : ` at '${path}'`;
    const description = `Invalid JSON payload received. Unknown name "${name}"${where}: Cannot find field.`;
    return { field: path, description };
  }
  const place = { writer, path: path === '' ? name : `${path}.${name}` };
  const isForeign = behaviourOf(field) === (writer === 'client' ? 'OUTPUT_ONLY' : 'INPUT_ONLY');
  if (isForeign)
    return { field: place.path, description: `'${place.path}' is not the ${writer}'s` };
  if (field.keyType !== undefined) return mapFault(type, field, { member, place });
  if (field.rule !== 'repeated') return valueFault(type, field, { member, place });
  if (!Array.isArray(member)) return invalid(place, 'list', member);
  return firstOf([...member.entries()], ([index, each]) =>
    valueFault(type, field, {
      member: each,
      place: { writer, path: `${place.path}[${index}]` },
    }),
  );
}

interface Value {
  readonly member: unknown;
  readonly place: Place;
}

function mapFault(type: ProtoType, field: Field, { member, place }: Value) {
  if (!isObject(member)) return invalid(place, 'map', member);
  return firstOf(Object.entries(member), ([key, each]) =>
    valueFault(type, field, {
      member: each,
      place: { ...place, path: `${place.path}["${key}"]` },
    }),
  );
}

function valueFault(type: ProtoType, field: Field, { member, place }: Value) {
  const isOfScalar = scalars[field.type];
  if (isOfScalar !== undefined) {
    return isOfScalar(member) ? undefined : invalid(place, field.type, member);
  }
  const found = findType(type.root, type.scope, field.type);
  if (found === undefined) throw new Error(`Cannot find type "${field.type}"`);
  const { values } = found.definition;
  if (values === undefined) return messageFault(found, member, place);
  const isOfEnum = typeof member === 'string' ? member in values : Number.isInteger(member);
  return isOfEnum ? undefined : invalid(place, found.scope.join('.'), member);
}

const isWhole = (bits: bigint) => (value: unknown) => {
  const isText = typeof value === 'string' && /^-?\d+$/.test(value);
  if (!isText && !Number.isInteger(value)) return false;
  const number = BigInt(value as string | number);
  return number >= -(2n ** (bits - 1n)) && number < 2n ** (bits - 1n);
};

const isText = (pattern: RegExp) => (value: unknown) =>
  typeof value === 'string' && pattern.test(value);

/** What a value of a type looks like; a message without its own form in JSON is not here. */
const scalars: Readonly<Record<string, (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string',
  bool: (value) => typeof value === 'boolean',
  int32: isWhole(32n),
  int64: isWhole(64n),
  // Both alphabets, with or without padding.
  bytes: isText(/^(?:[\w+/-]{4})*(?:[\w+/-]{2}(?:==)?|[\w+/-]{3}=?)?$/),
  'google.protobuf.Timestamp': isText(
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/,
  ),
  'google.protobuf.Duration': isText(/^-?\d+(?:\.\d{1,9})?s$/),
  'google.protobuf.FieldMask': isText(/^(?:[\w.]+(?:,[\w.]+)*)?$/),
};

function oneofFault(type: ProtoType, value: object, { path }: Place): ProtoFault | undefined {
  const oneofs = Object.values(type.definition.oneofs ?? {});
  const broken = oneofs.find(({ oneof }) => oneof.filter((name) => name in value).length > 1);
  const description = `Invalid value at '${path}' (oneof), oneof field is already set: ${broken?.oneof}`;
  return broken && { field: path, description };
}

function missingFault(type: ProtoType, value: object, { path }: Place): ProtoFault | undefined {
  const fields = Object.entries(type.definition.fields ?? {});
  const members = new Map(Object.entries(value));
  const missing = fields.find(
    ([name, field]) => behaviourOf(field) === 'REQUIRED' && isUnset(members.get(name)),
  )?.[0];
  const field = path === '' ? missing : `${path}.${missing}`;
  return missing === undefined || field === undefined
    ? undefined
    : { field, description: `Field [${field}] is required.` };
}

/** What proto3 does not tell from absent. */
function isUnset(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

function behaviourOf({ options }: Field): unknown {
  return options?.['(google.api.field_behavior)'];
}

function invalid({ path }: Place, type: string, value: unknown): ProtoFault {
  const description = `Invalid value at '${path}' (${type}), ${JSON.stringify(value)}`;
  return { field: path, description };
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function firstOf<Item>(
  items: readonly Item[],
  faultOf: (item: Item) => ProtoFault | undefined,
): ProtoFault | undefined {
  return items.map(faultOf).find((fault) => fault !== undefined);
}
