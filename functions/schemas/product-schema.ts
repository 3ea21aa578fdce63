import { z } from 'zod';
import type { ProductSummary, ProductView } from '../../shared/use-cases/products.ts';
import { cursorSchema, jsonObjectSchema } from './common-schemas.ts';

const summary = {
  name: z.string().meta({ examples: ['frappe'] }),
  version: z
    .string()
    .meta({ description: 'The newest version of the blueprint', examples: ['1.0.0'] }),
  versions: z.array(z.string()).meta({
    description: 'Every version that tenants can have, the newest first',
    examples: [['1.1.0', '1.0.0']],
  }),
  summary: z.string(),
  tiers: z.array(z.string()),
  default_tier: z.string(),
};

const productSummarySchema = z
  .object(summary)
  .meta({ id: 'ProductSummary' }) satisfies z.ZodType<ProductSummary>;

/** A product with the contract of its params. */
export const productSchema = z
  .object({
    ...summary,
    allowed_actions: z
      .array(z.string())
      .meta({ description: 'What may be asked of an active tenant besides delete' }),
    params: jsonObjectSchema('JSON Schema 2020-12 of params'),
  })
  .meta({ id: 'Product' }) satisfies z.ZodType<ProductView>;

/** All products. */
export const productListSchema = z
  .object({ products: z.array(productSummarySchema), next_cursor: cursorSchema })
  .meta({ id: 'ProductList' });
