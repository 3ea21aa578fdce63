import { UsageError } from './usage-error.ts';

/** What a number may be, and whose it is. */
export interface NumberRule {
  readonly option: string;
  readonly command: string;
  readonly min: number;
  readonly max: number;
}

/** A whole number within the rule, undefined as it is. Throws `UsageError`. */
export function parseWholeNumber(text: string | undefined, rule: NumberRule): number | undefined {
  if (text === undefined) return undefined;
  const { option, command, min, max } = rule;
  const number = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (number >= min && number <= max) return number;
  throw new UsageError(
    `Option "--${option}" cannot be "${text}": write a whole number from ${min} to ${max}`,
    command,
  );
}
