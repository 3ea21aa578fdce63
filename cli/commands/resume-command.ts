import { actionOptions, askAction } from '../ask-action.ts';
import { defineCommand } from '../command.ts';
import { planIdOption } from '../wish-terms.ts';

/** `tenantry resume`. */
export const resumeCommand = defineCommand({
  name: 'resume',
  summary: 'Start a suspended tenant again, as it ran before',
  args: { tenant: { help: 'Id or slug' } },
  options: { ...planIdOption, ...actionOptions },
  examples: [{ line: 'tenantry resume acme --wait', does: 'Return when it serves again' }],
  run: async (context, input) => {
    await askAction(context, input, { action: 'resume' });
    return 0;
  },
});
