import type { Json, JsonObject } from '../../shared/tenant/json.ts';
import type { ProductSummary, ProductView } from '../../shared/use-cases/products.ts';
import type { Cell, Table } from '../format-table.ts';

/** Products, one a line. */
export function productListTable(products: readonly ProductSummary[]): Table {
  return {
    header: ['NAME', 'VERSION', 'TIERS', 'SUMMARY'],
    rows: products.map((product) => [
      product.name,
      product.version,
      tiersOf(product),
      product.summary,
    ]),
  };
}

/** One product, then its params as far as their JSON Schema is a plain tree. */
export function productTables(product: ProductView): readonly Table[] {
  const rows: readonly (readonly [string, string])[] = [
    ['name', product.name],
    ['versions', product.versions.join(', ')],
    ['summary', product.summary],
    ['tiers', tiersOf(product)],
    ['actions', product.allowed_actions.join(', ')],
  ];
  return [
    {
      rows: rows
        .filter(([, value]) => value !== '')
        .map(([name, value]): readonly Cell[] => [{ text: name, style: 'dim' }, value]),
    },
    {
      header: ['PARAM', 'TYPE', 'REQUIRED', 'DEFAULT', 'DESCRIPTION'],
      rows: paramRows(product.params, '', levelsMax),
    },
  ];
}

/** The default tier is the one with a star. */
function tiersOf({ tiers, default_tier }: ProductSummary): string {
  return tiers.map((tier) => (tier === default_tier ? `${tier}*` : tier)).join(', ');
}

const levelsMax = 8;

function paramRows(schema: JsonObject, prefix: string, levels: number): readonly string[][] {
  const { properties, required } = schema;
  if (!isObject(properties) || levels === 0) return [];
  return Object.entries(properties).flatMap(([name, param]) => {
    if (!isObject(param)) return [];
    const inner = paramRows(param, `${prefix}${name}.`, levels - 1);
    const isRequired = Array.isArray(required) && required.includes(name);
    return inner.length > 0 ? inner : [paramRow(`${prefix}${name}`, param, isRequired)];
  });
}

function paramRow(name: string, param: JsonObject, isRequired: boolean): string[] {
  const { default: preset, description } = param;
  return [
    name,
    typeOf(param),
    isRequired ? 'yes' : '',
    preset === undefined ? '' : JSON.stringify(preset),
    typeof description === 'string' ? description : '',
  ];
}

function typeOf({ type, enum: choices, format }: JsonObject): string {
  if (Array.isArray(choices)) return choices.map(String).join('|');
  return String(format ?? type ?? 'any');
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
