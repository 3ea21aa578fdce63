import { defineCommand } from '../command.ts';
import { findTenantId, productOption } from '../find-tenant.ts';
import { printAnswer } from '../print-answer.ts';
import { UsageError } from '../usage-error.ts';
import { effectTable } from '../views/effect-table.ts';

const name = 'settle';

/** `tenantry settle`. */
export const settleCommand = defineCommand({
  name,
  summary: 'Say what came of an effect that nobody else can know of',
  description:
    'Look first, by the reference that `tenantry effects` shows. What is not_done is tried again; what is done never is.',
  args: { tenant: { help: 'Id or slug' }, effect: { help: 'Name of the effect' } },
  options: {
    outcome: {
      type: 'string',
      value: 'outcome',
      choices: ['done', 'not_done'],
      help: 'What you found out: done or not_done',
    },
    ...productOption,
  },
  examples: [
    {
      line: 'tenantry settle acme welcome-mail --outcome not_done',
      does: 'Have the mail sent again, since it is not in the log of the mail server',
    },
  ],
  run: async (context, { args, options }) => {
    const { outcome } = options;
    if (outcome === undefined) throw new UsageError('Missing --outcome', name);
    const terms = { idempotencyKey: context.newId() };
    const client = context.client();
    const id = await findTenantId(client, { idOrSlug: args.tenant, product: options.product });
    await client.settleEffect(id, { effect: args.effect, outcome }, terms);
    const { items: effects, next_cursor } = await client.listEffects(id);
    printAnswer(context, { value: { effects, next_cursor }, tables: [effectTable(effects)] });
    return 0;
  },
});
