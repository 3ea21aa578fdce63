import { defineCommand } from '../command.ts';
import { printAnswer } from '../print-answer.ts';
import { productListTable, productTables } from '../views/product-tables.ts';

/** `tenantry products`. */
export const productsCommand = defineCommand({
  name: 'products',
  summary: 'List the products, or show the params of one',
  args: { product: { help: 'Name of a product; without it all are listed', isOptional: true } },
  options: {},
  examples: [
    { line: 'tenantry products', does: 'List the products that tenants can have' },
    { line: 'tenantry products frappe', does: 'Show its tiers and params' },
  ],
  run: async (context, { args }) => {
    const client = context.client();
    if (args.product === undefined) {
      const { items, next_cursor } = await client.listProducts();
      const value = { products: items, next_cursor };
      printAnswer(context, { value, tables: [productListTable(items)] });
      return 0;
    }
    const product = await client.getProduct(args.product);
    printAnswer(context, { value: product, tables: productTables(product) });
    return 0;
  },
});
