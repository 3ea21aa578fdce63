import { actionOptions, askAction } from '../ask-action.ts';
import { defineCommand } from '../command.ts';
import { suspensionBody, suspensionOptions } from '../wish-bodies.ts';
import { planIdOption } from '../wish-terms.ts';

/** `tenantry suspend`. */
export const suspendCommand = defineCommand({
  name: 'suspend',
  summary: 'Stop a tenant without taking anything away',
  args: { tenant: { help: 'Id or slug' } },
  options: { ...suspensionOptions, ...planIdOption, ...actionOptions },
  examples: [
    { line: 'tenantry suspend acme --reason unpaid --wait', does: 'Return when nothing runs' },
  ],
  run: async (context, input) => {
    const body = suspensionBody(input.options, 'suspend');
    await askAction(context, input, { action: 'suspend', body });
    return 0;
  },
});
