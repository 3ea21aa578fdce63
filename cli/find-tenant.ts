import type { TenantView } from '../shared/use-cases/tenant-view.ts';
import { CliError } from './cli-error.ts';
import type { Client } from './client.ts';
import type { OptionTable } from './command.ts';

/** The option of every command that takes a slug for an id. */
export const productOption = {
  product: { type: 'string', value: 'product', help: 'Product, where two have the same slug' },
} as const satisfies OptionTable;

/** Which tenant a person means. */
export interface TenantName {
  readonly idOrSlug: string;
  readonly product: string | undefined;
}

const idPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Most tenants that may share one slug: a slug is unique per product, so this is one page. */
const namesakesMax = 200;

/**
 * The id of a tenant: an id as it is, a slug looked up among all that are not deleted. Rejects with
 * `tenant_not_found`, or `ambiguous_slug` with every tenant that has it.
 */
export async function findTenantId(client: Client, name: TenantName): Promise<string> {
  const { idOrSlug, product } = name;
  if (idPattern.test(idOrSlug)) return idOrSlug.toLowerCase();
  const slug = idOrSlug.trim().toLowerCase();
  // In order of slugs the exact one comes before all that only begin with it.
  const { items } = await client.listTenants(
    { sort: 'slug', q: slug, product },
    { limit: namesakesMax },
  );
  const namesakes = items.filter((tenant) => tenant.slug === slug);
  const [found, ...others] = namesakes;
  if (found === undefined) throw notFound(name);
  if (others.length > 0) throw ambiguous(slug, namesakes);
  return found.id;
}

function notFound({ idOrSlug, product }: TenantName): CliError {
  const of = product === undefined ? '' : ` of product "${product}"`;
  return new CliError(
    'tenant_not_found',
    `Cannot find tenant "${idOrSlug}"${of}: no tenant has this slug, and it is no id`,
  );
}

function ambiguous(slug: string, namesakes: readonly TenantView[]): CliError {
  const lines = namesakes.map(({ id, product, status }) => `  ${id}  ${product}  ${status}`);
  return new CliError(
    'ambiguous_slug',
    `Cannot tell which tenant "${slug}" is meant: ${lines.length} have this slug\n${lines.join('\n')}`,
  );
}
