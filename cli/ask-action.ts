import type { ActionRequest } from './client.ts';
import type { OptionTable, OptionValues } from './command.ts';
import type { CommandContext } from './command-context.ts';
import { findTenantId, productOption } from './find-tenant.ts';
import { finishWish, parseWishEnd, wishOptions } from './finish-wish.ts';
import { ifMatchOption, wishTerms } from './wish-terms.ts';

/** The options of every command that asks a tenant for an action. */
export const actionOptions = {
  ...productOption,
  ...ifMatchOption,
  ...wishOptions,
} as const satisfies OptionTable;

/** What such a command was given. */
export interface ActionInput {
  readonly args: { readonly tenant: string };
  readonly options: OptionValues<typeof actionOptions> & {
    readonly 'plan-id'?: string | undefined;
  };
}

/**
 * Asks a tenant for an action and finishes the wish as its options say. Rejects as `finishWish` does,
 * and with `UsageError` before anything is sent.
 */
export async function askAction(
  context: CommandContext,
  { args, options }: ActionInput,
  request: ActionRequest,
): Promise<void> {
  const { action } = request;
  const end = parseWishEnd(options, action);
  const terms = wishTerms(context, options, action);
  const client = context.client();
  const id = await findTenantId(client, { idOrSlug: args.tenant, product: options.product });
  const granted = await client.actOnTenant(id, request, terms);
  const goal = action === 'cancel' ? 'cancelled' : 'succeeded';
  await finishWish(context, granted, { ...end, goal });
}
