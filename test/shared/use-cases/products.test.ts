import { describe, expect, it } from 'vitest';
import { getProduct, listProducts } from '../../../shared/use-cases/products.ts';
import { aBlueprint } from '../../builders/a-blueprint.ts';

const [oldest, older] = ['1.0.0', '1.1.0'].map((version) => aBlueprint({ version }));
const newest = aBlueprint({ version: '2.0.0', former: [older, oldest].filter((each) => !!each) });
const catalog = new Map([[newest.name, newest]]);

describe('listProducts()', () => {
  it('names every version that tenants can have, the newest first', () => {
    expect(listProducts(catalog)).toMatchObject([
      { version: '2.0.0', versions: ['2.0.0', '1.1.0', '1.0.0'] },
    ]);
  });
});

describe('getProduct()', () => {
  it('names every version that tenants can have, the newest first', () => {
    expect(getProduct(catalog, newest.name)).toMatchObject({
      version: '2.0.0',
      versions: ['2.0.0', '1.1.0', '1.0.0'],
    });
  });

  it('throws for a product that there is not', () => {
    expect(() => getProduct(catalog, 'constructor')).toThrow(
      expect.objectContaining({ code: 'product_not_found' }),
    );
  });
});
