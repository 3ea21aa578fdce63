import { defineCommand } from '../command.ts';
import { finishWish, parseWishEnd, wishOptions } from '../finish-wish.ts';
import { newTenantBody, newTenantOptions } from '../new-tenant-body.ts';
import { planIdOption, wishTerms } from '../wish-terms.ts';

/** `tenantry create`. */
export const createCommand = defineCommand({
  name: 'create',
  summary: 'Create a tenant',
  description:
    'A values file holds params as they are; slug (also as subdomain, tenantSubdomain or tenant.orgSlug), tier and organization in it count too. What the command line says wins.',
  args: {
    product: {
      help: 'Name of the product; without it the default of the server',
      isOptional: true,
    },
  },
  options: { ...newTenantOptions, ...planIdOption, ...wishOptions },
  examples: [
    {
      line: 'tenantry create frappe --slug acme --organization "Acme Ltd" --set email=ada@acme.example --wait',
      does: 'Create a tenant and wait until it is active',
    },
    {
      line: 'tenantry create frappe -f examples/frappe.yaml --label team=a',
      does: 'Create one from a values file',
    },
  ],
  run: async (context, { args: { product }, options: given }) => {
    const end = parseWishEnd(given, 'create');
    const body = await newTenantBody(context, { product, given, command: 'create' });
    const terms = wishTerms(context, given, 'create');
    await finishWish(context, await context.client().createTenant(body, terms), end);
    return 0;
  },
});
