import { TenantryError } from '../../shared/tenant/errors.ts';

/** Why a program cannot start, for who starts it: one sentence, or for a mistake of ours its stack. */
export function sentenceOf(error: unknown): string {
  if (error instanceof TenantryError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
