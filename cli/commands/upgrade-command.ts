import { actionOptions, askAction } from '../ask-action.ts';
import { defineCommand } from '../command.ts';
import { upgradeBody, upgradeOptions } from '../wish-bodies.ts';
import { planIdOption } from '../wish-terms.ts';

/** `tenantry upgrade`. */
export const upgradeCommand = defineCommand({
  name: 'upgrade',
  summary: 'Bring a tenant to the newest version of its product, or roll it out again',
  description:
    'Always rolls out, also when version and params stay the same: so a tenant gets what the owner of the product has set since, such as another image. An older version is refused: "tenantry rollback" leads back to a revision that had it.',
  args: { tenant: { help: 'Id or slug' } },
  options: { ...upgradeOptions, ...planIdOption, ...actionOptions },
  examples: [
    {
      line: 'tenantry upgrade acme --wait',
      does: 'Bring it to the newest version; at that, roll it out again',
    },
    {
      line: 'tenantry upgrade acme --version 1.1.0 --set image.tag=v1.3.0',
      does: 'Choose the version, and another image',
    },
  ],
  run: async (context, input) => {
    const body = upgradeBody(input.options, 'upgrade');
    await askAction(context, input, { action: 'upgrade', body });
    return 0;
  },
});
