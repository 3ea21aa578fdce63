import type { z } from 'zod';
import type { InputError } from '../tenant/errors.ts';
import { inputErrorsOf } from './input-errors.ts';
import { issueMessage } from './issue-message.ts';

/** What a schema made of an input, or everything that is wrong with it. */
export type ParsedInput<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly errors: readonly InputError[] };

/**
 * Parses a part of a caller's input. Every fault is told at once, in our own words, each with its
 * pointer below that of the part; '' is the whole input.
 */
export function parseInput<T>(
  schema: z.ZodType<T, unknown>,
  value: unknown,
  pointer: string,
): ParsedInput<T> {
  const parsed = schema.safeParse(value, { error: issueMessage });
  if (parsed.success) return { ok: true, value: parsed.data };
  return { ok: false, errors: inputErrorsOf(parsed.error.issues, { value, pointer }) };
}
