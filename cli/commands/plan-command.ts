import type { PlanView } from '../../shared/use-cases/plan-view.ts';
import { defineCommand, type OptionTable, type OptionValues } from '../command.ts';
import type { CommandContext } from '../command-context.ts';
import { findTenantId } from '../find-tenant.ts';
import {
  actionPlanBody,
  changeOptions,
  newTenantPlanBody,
  parsePlannedAction,
  plannedActions,
  updatePlanBody,
} from '../plan-request.ts';
import { printAnswer } from '../print-answer.ts';
import { UsageError } from '../usage-error.ts';
import { planLines } from '../views/plan-lines.ts';
import { ifMatchOption, matchTerms } from '../wish-terms.ts';

const options = {
  ...changeOptions,
  product: {
    type: 'string',
    value: 'product',
    help: 'Product of a new tenant; or where two have the same slug',
  },
  ...ifMatchOption,
  live: { type: 'boolean', help: 'Compare with the cluster itself, by a dry run' },
} as const satisfies OptionTable;

interface PlanInput {
  readonly args: { readonly tenant: string | undefined; readonly action: string | undefined };
  readonly options: OptionValues<typeof options>;
}

/** `tenantry plan`. */
export const planCommand = defineCommand({
  name: 'plan',
  summary: 'Show what a change would do, without doing it',
  description:
    'Takes the options of the change itself. Without a tenant it plans a new one of --product. Signs: + is created, ~ changes, ! must be made anew or loses data, - is deleted. Give the plan_id of -o json to the change as --plan-id: it is then carried out as planned or not at all.',
  args: {
    tenant: { help: 'Id or slug; without it a new tenant', isOptional: true },
    action: { help: `${plannedActions.join(', ')}; update without it`, isOptional: true },
  },
  options,
  examples: [
    { line: 'tenantry plan acme --tier pro', does: 'Show what another tier would change' },
    {
      line: 'tenantry plan acme upgrade --version 1.1.0 --live',
      does: 'Show what an upgrade would change in the cluster as it is',
    },
    {
      line: 'tenantry plan --product frappe --slug acme -f examples/frappe.yaml',
      does: 'Show what a new tenant would get',
    },
  ],
  run: async (context, input) => {
    const plan = await planOf(context, input);
    printAnswer(context, { value: plan, lines: planLines(plan) });
    const isForPeople = context.output === undefined || context.output === 'table';
    const isChange = plan.operation !== null || plan.fields.length > 0;
    if (isForPeople && isChange) {
      context.terminal.err.write(`To carry out exactly this, add: --plan-id ${plan.plan_id}\n`);
    }
    return 0;
  },
});

async function planOf(
  context: CommandContext,
  { args, options: given }: PlanInput,
): Promise<PlanView> {
  const terms = matchTerms(given, 'plan');
  if (args.tenant === undefined) return await planOfNew(context, given);
  const action = parsePlannedAction(args.action ?? 'update', given);
  const actionBody = action === 'update' ? undefined : actionPlanBody(action, given);
  const client = context.client();
  const id = await findTenantId(client, { idOrSlug: args.tenant, product: given.product });
  const body = actionBody ?? (await updatePlanBody(context, await client.getTenant(id), given));
  return await client.planTenant(id, { body, isLive: given.live, ...terms });
}

async function planOfNew(context: CommandContext, given: PlanInput['options']): Promise<PlanView> {
  const { product, live: isLive, 'if-match': ifMatch } = given;
  if (product === undefined) {
    throw new UsageError('Missing <tenant>, or --product for a new tenant', 'plan');
  }
  if (ifMatch !== undefined) {
    throw new UsageError('Option "--if-match" does not go with a plan of create', 'plan');
  }
  const body = await newTenantPlanBody(context, product, given);
  return await context.client().planNewTenant({ body, isLive });
}
