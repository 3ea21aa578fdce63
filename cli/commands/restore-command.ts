import { actionOptions, askAction } from '../ask-action.ts';
import { defineCommand } from '../command.ts';
import { planIdOption } from '../wish-terms.ts';

/** `tenantry restore`. */
export const restoreCommand = defineCommand({
  name: 'restore',
  summary: 'Bring a deleted tenant back while its objects are still there',
  args: { tenant: { help: 'Id or slug' } },
  options: { ...planIdOption, ...actionOptions },
  examples: [{ line: 'tenantry restore acme --wait', does: 'Return when it serves again' }],
  run: async (context, input) => {
    await askAction(context, input, { action: 'restore' });
    return 0;
  },
});
