import { describe, expect, it } from 'vitest';
import { renderTenant } from '../../../shared/use-cases/render-tenant.ts';
import { aBlueprint } from '../../builders/a-blueprint.ts';
import { aProductWithSecrets } from '../../builders/a-product-with-secrets.ts';

const catalog = new Map([['demo', aBlueprint(aProductWithSecrets())]]);

describe('renderTenant()', () => {
  it('shows no secret value, whatever it looks like', () => {
    const secrets = { A: 'canary', B: 'sealed:v1:looks-sealed' };
    const objects = renderTenant(catalog, { product: 'demo', params: { secrets } });
    const secret = objects.find(({ metadata }) => metadata?.name === 'example-env');

    expect(secret).toMatchObject({ stringData: { A: '<sealed>', B: '<sealed>' } });
    expect(JSON.stringify(objects)).not.toMatch(/canary|looks-sealed/);
  });

  it('tells faults of secret values without the values', () => {
    const params = { secrets: { 'not a name': 'canary', A: ['canary'] } };

    expect(() => renderTenant(catalog, { product: 'demo', params })).toThrow(
      expect.objectContaining({
        code: 'invalid_params',
        errors: expect.not.arrayContaining([
          expect.objectContaining({ message: expect.stringContaining('canary') }),
        ]),
      }),
    );
  });
});
