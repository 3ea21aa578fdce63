import type { Catalog } from '../../shared/blueprint/blueprint.ts';
import { paramsSchema } from '../../shared/blueprint/params-schema.ts';
import { createCatalog } from '../../shared/blueprints/catalog.ts';
import { TenantryError } from '../../shared/tenant/errors.ts';
import { renderTenant } from '../../shared/use-cases/render-tenant.ts';
import { catalogSettings } from '../catalog-settings.ts';
import { CliError } from '../cli-error.ts';
import { defineCommand } from '../command.ts';
import type { CommandContext } from '../command-context.ts';
import { formatTable } from '../format-table.ts';
import { formatDocuments } from '../format-yaml.ts';
import { type LiftedWish, liftWish } from '../lift-wish.ts';
import { withAssignments } from '../parse-assignments.ts';
import { parseValues } from '../parse-values.ts';

type RenderedObjects = ReturnType<typeof renderTenant>;

/** `tenantry render`. */
export const renderCommand = defineCommand({
  name: 'render',
  summary: 'Print the Kubernetes objects that a tenant would get, without a server',
  description:
    'Writes YAML for kubectl apply -f -; the same values give the same text. Generated values read <generated>, copied ones <copied>. BASE_DOMAIN, GKE_NAMESPACE, FRAPPE_IMAGE and CLUSTER_ISSUER count as they do for the server.',
  args: { product: { help: 'Name of the product' } },
  options: {
    values: { type: 'string', short: 'f', value: 'file', help: 'YAML or JSON values; - is stdin' },
    set: {
      type: 'string',
      multiple: true,
      value: 'k=v',
      help: 'One param as text; k:=v takes JSON, a.b=v goes inside a',
    },
    slug: { type: 'string', value: 'slug', help: 'Name in addresses (example)' },
    tier: { type: 'string', value: 'tier', help: 'One of the tiers of the product' },
    organization: { type: 'string', value: 'name', help: 'Display name of the customer' },
    'tenant-id': { type: 'string', value: 'uuid', help: 'Id of the tenant (one of zeros)' },
  },
  examples: [
    { line: 'tenantry render frappe -f examples/frappe.yaml', does: 'Print the objects as YAML' },
    {
      line: 'tenantry render frappe -f examples/frappe.yaml --slug acme -o table',
      does: 'List their names only',
    },
  ],
  run: async (context, { args: { product }, options }) => {
    const catalog = createCatalog(catalogSettings(context.environment));
    const lifted = await valuesOf(context, options, paramTest(catalog, product));
    const { 'tenant-id': tenantId } = options;
    const wish = { ...lifted, ...(tenantId !== undefined && { tenantId }), product };
    printObjects(context, render(catalog, wish));
    return 0;
  },
});

function paramTest(catalog: Catalog, product: string): (name: string) => boolean {
  const blueprint = catalog.get(product);
  const names = blueprint === undefined ? {} : (paramsSchema(blueprint)['properties'] ?? {});
  return (name) => Object.hasOwn(Object(names), name);
}

interface GivenValues {
  readonly values: string | undefined;
  readonly set: readonly string[];
  readonly slug: string | undefined;
  readonly tier: string | undefined;
  readonly organization: string | undefined;
}

/** What is set on the command line counts as if it stood in the file. */
async function valuesOf(
  { readInput }: CommandContext,
  { values: file, set, ...given }: GivenValues,
  isParam: (name: string) => boolean,
): Promise<LiftedWish> {
  const option = { option: 'set', command: 'render' };
  // Checked before anything is read.
  withAssignments({}, set, option);
  const read = file === undefined ? {} : parseValues(await readInput(file), file);
  const fields = ['slug', 'tier', 'organization', 'tenantId'] as const;
  const name = file ?? '--set';
  const { slug, tier, organization } = given;
  const rule = { fields, isParam, name, given: { slug, tier, organization } };
  return liftWish(withAssignments(read, set, option), rule);
}

/** Faults point into the values file, where params stand at the top. */
function render(catalog: Catalog, wish: Parameters<typeof renderTenant>[1]): RenderedObjects {
  try {
    return renderTenant(catalog, wish);
  } catch (cause) {
    if (!(cause instanceof TenantryError)) throw cause;
    const errors = cause.errors.map((error) => ({
      ...error,
      pointer: error.pointer.replace(/^\/params(?=\/|$)/, ''),
    }));
    throw new CliError('invalid_values', cause.message, { cause, errors });
  }
}

function printObjects({ terminal: { out }, output }: CommandContext, objects: RenderedObjects) {
  switch (output) {
    case 'json': {
      const list = { apiVersion: 'v1', kind: 'List', items: objects };
      out.write(`${JSON.stringify(list, null, 2)}\n`);
      break;
    }
    case 'table':
      out.write(formatTable(objectTable(objects), out));
      break;
    case 'yaml':
    case undefined:
      out.write(formatDocuments(objects));
      break;
    default:
      output satisfies never;
  }
}

function objectTable(objects: RenderedObjects) {
  return {
    header: ['KIND', 'NAMESPACE', 'NAME'],
    rows: objects.map(({ kind = '', metadata }) => [
      kind,
      metadata?.namespace ?? '',
      metadata?.name ?? '',
    ]),
  };
}
