import { actionOptions, askAction } from '../ask-action.ts';
import { defineCommand } from '../command.ts';

/** `tenantry retry`. */
export const retryCommand = defineCommand({
  name: 'retry',
  summary: 'Try the failed operation of a tenant again',
  args: { tenant: { help: 'Id or slug' } },
  options: actionOptions,
  examples: [{ line: 'tenantry retry acme --wait', does: 'Try again and watch how it goes' }],
  run: async (context, input) => {
    await askAction(context, input, { action: 'retry' });
    return 0;
  },
});
