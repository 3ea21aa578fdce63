import { actionOptions, askAction } from '../ask-action.ts';
import { defineCommand } from '../command.ts';

/** `tenantry cancel`. */
export const cancelCommand = defineCommand({
  name: 'cancel',
  summary: 'Stop the operation under way where it stands',
  description:
    'No further step of it begins. A tenant that served goes on serving, and a change that had not begun is taken back.',
  args: { tenant: { help: 'Id or slug' } },
  options: actionOptions,
  examples: [{ line: 'tenantry cancel acme', does: 'Stop what is being done to the tenant' }],
  run: async (context, input) => {
    await askAction(context, input, { action: 'cancel' });
    return 0;
  },
});
