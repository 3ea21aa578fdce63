import type { Json, JsonObject } from './json.ts';

/** The target after a JSON merge patch (RFC 7396): null removes a member, objects merge, all else replaces. */
export function mergePatch(target: JsonObject, patch: JsonObject): JsonObject {
  const kept = Object.entries(target).filter(([name]) => !Object.hasOwn(patch, name));
  const merged = Object.entries(patch).flatMap(([name, value]) =>
    value === null ? [] : [[name, mergedValue(memberOf(target, name), value)] as const],
  );
  // Made of own entries, so that a member called "__proto__" is a member and nothing else.
  return Object.fromEntries([...kept, ...merged]);
}

function mergedValue(before: Json | undefined, patch: Json): Json {
  if (!isObject(patch)) return patch;
  return mergePatch(isObject(before) ? before : {}, patch);
}

function memberOf(target: JsonObject, name: string): Json | undefined {
  return Object.hasOwn(target, name) ? target[name] : undefined;
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
