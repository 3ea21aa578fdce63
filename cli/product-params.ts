import type { Client } from './client.ts';

/** Names of the params of a product at their top. Rejects as `Client` does. */
export async function productParams(
  client: Pick<Client, 'getProduct'>,
  product: string,
): Promise<readonly string[]> {
  const { params } = await client.getProduct(product);
  return Object.keys(params['properties'] ?? {});
}
