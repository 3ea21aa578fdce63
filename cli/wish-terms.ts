import type { WishTerms } from './client.ts';
import type { OptionTable, OptionValues } from './command.ts';
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

interface TermOptions {
  readonly 'idempotency-key': string | undefined;
  readonly 'if-match'?: string | undefined;
}

/** What goes along with the wish of a command. Throws `UsageError` for a generation that is none. */
export function wishTerms(
  context: CommandContext,
  options: TermOptions,
  command: string,
): WishTerms {
  const tag = entityTagOf(options, command);
  return {
    idempotencyKey: options['idempotency-key'] ?? context.newId(),
    ...(tag !== undefined && { ifMatch: tag }),
  };
}

/** The ETag of a generation: the number in quotes, as the API gives it. */
export function entityTag(generation: number | string): string {
  return `"${generation}"`;
}

/** Takes the number of `get` as well as the ETag of an answer. */
function entityTagOf(
  { 'if-match': given }: OptionValues<typeof ifMatchOption> | TermOptions,
  command: string,
): string | undefined {
  if (given === undefined) return undefined;
  const [, generation] = /^"?(\d{1,15})"?$/.exec(given) ?? [];
  if (generation !== undefined) return entityTag(generation);
  const message = `Option "--if-match" cannot be "${given}": write a generation such as 3`;
  throw new UsageError(message, command);
}
