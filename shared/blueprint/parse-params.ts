import type { InputError } from '../tenant/errors.ts';
import type { JsonObject } from '../tenant/json.ts';
import type { Blueprint } from './blueprint.ts';
import { parseInput } from './parse-input.ts';

/** Params with all defaults, or everything that is wrong with them. */
export type ParsedParams =
  | { readonly ok: true; readonly params: JsonObject }
  | { readonly ok: false; readonly errors: readonly InputError[] };

/**
 * Checks params by the blueprint's own schema and fills in its defaults. Every fault is told at
 * once, each with its pointer below `pointerBase` (such as `/params`).
 */
export function parseParams(
  { params: schema }: Pick<Blueprint, 'params'>,
  params: JsonObject,
  pointerBase: string,
): ParsedParams {
  const parsed = parseInput(schema, params, pointerBase);
  return parsed.ok ? { ok: true, params: parsed.value } : parsed;
}
