import type { Json, JsonObject } from '../tenant/json.ts';

/** A place: the parts of a JSON pointer, `*` for any one. */
type Place = readonly string[];

/** Called for each text at a secret place; what it returns takes the text's place. */
type Replace = (text: string, pointer: string) => string;

/**
 * Params with every text at a secret place replaced. `places` are JSON pointers (RFC 6901) into the
 * params with `*` for any part; pointers that `replace` gets begin with `pointerBase`.
 */
export function mapSecrets(
  params: JsonObject,
  { places, pointerBase }: { readonly places: readonly string[]; readonly pointerBase: string },
  replace: Replace,
): JsonObject {
  if (places.length === 0) return params;
  return mapMembers(params, { places: places.map(partsOf), pointer: pointerBase }, replace);
}

interface Spot {
  readonly places: readonly Place[];
  readonly pointer: string;
}

function mapMembers(members: JsonObject, spot: Spot, replace: Replace): JsonObject {
  // Made of own entries, so that a member called "__proto__" is a member and nothing else.
  return Object.fromEntries(
    Object.entries(members).map(([name, value]) => [
      name,
      mapValue(value, below(spot, name), replace),
    ]),
  );
}

function mapValue(value: Json, spot: Spot, replace: Replace): Json {
  if (spot.places.length === 0) return value;
  if (typeof value === 'string') {
    return spot.places.some((place) => place.length === 0) ? replace(value, spot.pointer) : value;
  }
  if (Array.isArray(value)) {
    const items = value as readonly Json[];
    return items.map((item, index) => mapValue(item, below(spot, String(index)), replace));
  }
  return isMembers(value) ? mapMembers(value, spot, replace) : value;
}

function isMembers(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function below({ places, pointer }: Spot, name: string): Spot {
  return {
    places: places.flatMap(([first, ...rest]) => (first === '*' || first === name ? [rest] : [])),
    pointer: `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`,
  };
}

/** The parts of a JSON pointer. */
export function partsOf(pointer: string): readonly string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}
