import type { WishTerms } from './client.ts';
import type { OptionTable } from './command.ts';
import type { CommandContext } from './command-context.ts';
import { UsageError } from './usage-error.ts';

/** The option of every command that changes a tenant that there is. */
export const ifMatchOption = {
  'if-match': {
    type: 'string',
    value: 'generation',
    help: 'Only if the tenant is still at this generation, as get shows it',
  },
} as const satisfies OptionTable;

/** The option of every command whose change can be planned. */
export const planIdOption = {
  'plan-id': {
    type: 'string',
    value: 'plan_id',
    help: 'Of tenantry plan: do exactly what was planned, or nothing',
  },
} as const satisfies OptionTable;

interface MatchOptions {
  readonly 'if-match'?: string | undefined;
}

interface TermOptions extends MatchOptions {
  readonly 'idempotency-key': string | undefined;
  readonly 'plan-id'?: string | undefined;
}

/** What goes along with the wish of a command. Throws `UsageError` for a generation that is none. */
export function wishTerms(
  context: CommandContext,
  options: TermOptions,
  command: string,
): WishTerms {
  const { 'idempotency-key': key, 'plan-id': planId } = options;
  return {
    idempotencyKey: key ?? context.newId(),
    ...matchTerms(options, command),
    ...(planId !== undefined && { planId }),
  };
}

/** The condition alone. Throws `UsageError` for a generation that is none. */
export function matchTerms(
  { 'if-match': given }: MatchOptions,
  command: string,
): Pick<WishTerms, 'ifMatch'> {
  if (given === undefined) return {};
  // The number that `get` shows, and the ETag of an answer.
  const [, generation] = /^"?(\d{1,15})"?$/.exec(given) ?? [];
  if (generation !== undefined) return { ifMatch: entityTag(generation) };
  const message = `Option "--if-match" cannot be "${given}": write a generation such as 3`;
  throw new UsageError(message, command);
}

/** The ETag of a generation: the number in quotes, as the API gives it. */
export function entityTag(generation: number | string): string {
  return `"${generation}"`;
}
