import { z } from 'zod';
import type { Catalog } from '../../shared/blueprint/blueprint.ts';
import { getProduct, listProducts } from '../../shared/use-cases/products.ts';
import { defineRoute, type Route } from '../http/route.ts';
import { productListSchema, productSchema } from '../schemas/product-schema.ts';

export interface ProductPorts {
  readonly catalog: Catalog;
}

const listProductsRoute = defineRoute({
  operationId: 'listProducts',
  method: 'get',
  path: '/products',
  tag: 'products',
  summary: 'List the products that tenants can have',
  role: 'viewer',
  answers: { 200: { description: 'All products', schema: productListSchema } },
  problems: [],
  handle: async ({ catalog }: ProductPorts) => ({
    status: 200,
    body: { products: listProducts(catalog), next_cursor: null },
  }),
});

const getProductRoute = defineRoute({
  operationId: 'getProduct',
  method: 'get',
  path: '/products/{name}',
  tag: 'products',
  summary: 'Show a product and the contract of its params',
  role: 'viewer',
  params: z.object({ name: z.string().meta({ examples: ['frappe'] }) }),
  answers: { 200: { description: 'The product', schema: productSchema } },
  problems: ['product_not_found'],
  handle: async ({ catalog }: ProductPorts, { params }) => ({
    status: 200,
    body: getProduct(catalog, params.name),
  }),
});

/** `GET /products` and `GET /products/{name}`. */
export const productRoutes: readonly Route<ProductPorts>[] = [listProductsRoute, getProductRoute];
