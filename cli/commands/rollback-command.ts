import { actionOptions, askAction } from '../ask-action.ts';
import { defineCommand } from '../command.ts';
import { rollbackBody, rollbackOptions } from '../wish-bodies.ts';
import { planIdOption } from '../wish-terms.ts';

/** `tenantry rollback`. */
export const rollbackCommand = defineCommand({
  name: 'rollback',
  summary: 'Bring an earlier revision of a tenant back',
  args: { tenant: { help: 'Id or slug' } },
  options: { ...rollbackOptions, ...planIdOption, ...actionOptions },
  examples: [
    { line: 'tenantry rollback acme --wait', does: 'Go back to the last revision that worked' },
    { line: 'tenantry rollback acme --revision 3', does: 'Go back to revision 3' },
  ],
  run: async (context, input) => {
    const body = rollbackBody(input.options, 'rollback');
    await askAction(context, input, { action: 'rollback', body });
    return 0;
  },
});
