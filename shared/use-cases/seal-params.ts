import type { Blueprint } from '../blueprint/blueprint.ts';
import { mapSecrets } from '../blueprint/secret-places.ts';
import type { SealedValues, Sealer } from '../ports/vault.ts';
import { type InputError, TenantryError } from '../tenant/errors.ts';
import type { JsonObject } from '../tenant/json.ts';
import { isSealed } from '../tenant/sealed-token.ts';

/** Most secret values of one tenant. */
export const secretCountMax = 100;

/** Most bytes (UTF-8) of one secret value, and of all that a wish brings. */
export const secretBytesMax = 16_384;
export const wishBytesMax = 40_960;

/** Secret values that a wish brings: to be kept before the wish is, and never to be told. */
export interface Sealed {
  readonly values: SealedValues;
  /** Where they stood. */
  readonly pointers: readonly string[];
}

/** Params whose secret values are sealed. */
export interface SealedParams {
  readonly params: JsonObject;
  readonly sealed: Sealed;
  /** What is wrong with the values. */
  readonly errors: readonly InputError[];
}

/** Params as a wish wants them, and what they are sealed for. */
export interface ToSeal {
  readonly tenantId: string;
  readonly blueprint: Pick<Blueprint, 'secretParams'> | undefined;
  readonly params: JsonObject;
  /** Params that the tenant has: their tokens may be given again. */
  readonly have: JsonObject;
}

/**
 * Replaces each value at a secret place by its token. A token that the tenant has already stays; any
 * other text that looks like one is a fault. Throws `sealing_not_set_up` when there are values and
 * nothing to seal them with.
 */
export function sealParams(
  sealer: Pick<Sealer, 'token'> | undefined,
  { tenantId, blueprint, params, have }: ToSeal,
): SealedParams {
  const spot = { places: blueprint?.secretParams ?? [], pointerBase: '/params' };
  const known = new Set(textsAt(have, spot));
  const given = new Map<string, string>();
  const errors: InputError[] = [];
  mapSecrets(params, spot, (text, pointer) => {
    if (isSealed(text)) errors.push(...(known.has(text) ? [] : [unknownToken(pointer)]));
    else given.set(pointer, text);
    return text;
  });
  errors.push(...valueErrors(given), ...countErrors(textsAt(params, spot)));
  const pointers = [...given.keys()];
  if (pointers.length > 0 && sealer === undefined) throw notSetUp(pointers);
  const values = new Map<string, string>();
  const sealedParams = mapSecrets(params, spot, (text, pointer) => {
    if (sealer === undefined || !given.has(pointer)) return text;
    const token = sealer.token(tenantId, text);
    values.set(token, text);
    return token;
  });
  return { params: sealedParams, sealed: { values, pointers }, errors };
}

type Spot = Parameters<typeof mapSecrets>[1];

function textsAt(params: JsonObject, spot: Spot): readonly string[] {
  const texts: string[] = [];
  mapSecrets(params, spot, (text) => {
    texts.push(text);
    return text;
  });
  return texts;
}

function unknownToken(pointer: string): InputError {
  const message = 'Is no sealed value of this tenant; give the value itself';
  return { pointer, code: 'unknown_sealed_value', message };
}

function valueErrors(given: ReadonlyMap<string, string>): readonly InputError[] {
  const bytes = [...given.values()].reduce((sum, value) => sum + byteLength(value), 0);
  const tooMuch: InputError = {
    pointer: '/params',
    code: 'too_long',
    message: `Must bring at most ${wishBytesMax} bytes of secret values at once`,
  };
  return [
    ...[...given].flatMap(([pointer, value]) =>
      faultOf(value).map((fault) => ({ pointer, ...fault })),
    ),
    ...(bytes > wishBytesMax ? [tooMuch] : []),
  ];
}

function faultOf(value: string): readonly Omit<InputError, 'pointer'>[] {
  if (value.includes('\0') || !value.isWellFormed()) {
    return [{ code: 'invalid_format', message: 'Must be Unicode text without NUL' }];
  }
  if (byteLength(value) <= secretBytesMax) return [];
  return [{ code: 'too_long', message: `Must have at most ${secretBytesMax} bytes` }];
}

function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}

function countErrors(texts: readonly string[]): readonly InputError[] {
  if (texts.length <= secretCountMax) return [];
  const message = `Must have at most ${secretCountMax} secret values`;
  return [{ pointer: '/params', code: 'too_big', message }];
}

function notSetUp(pointers: readonly string[]): TenantryError {
  const message = 'Cannot be taken: this deployment has no vault for secret values';
  return new TenantryError(
    'sealing_not_set_up',
    'Cannot take secret values: this deployment has no vault for them',
    { errors: pointers.map((pointer) => ({ pointer, code: 'sealing_not_set_up', message })) },
  );
}
