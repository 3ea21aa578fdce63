import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { paramsSchema } from '../../../shared/blueprint/params-schema.ts';
import { blueprintFaults } from '../../../shared/blueprint/validate-blueprint.ts';
import { aBlueprint } from '../../builders/a-blueprint.ts';
import { aProductWithSecrets } from '../../builders/a-product-with-secrets.ts';

const params = z.strictObject({
  api: z
    .strictObject({
      secrets: z.record(z.string(), z.string()).default({}),
      port: z.int().default(1),
    })
    .prefault({}),
  password: z.string().default(''),
});

describe('paramsSchema()', () => {
  it('marks secret places as writeOnly and nothing else', () => {
    const secretParams = ['/api/secrets/*', '/password'];
    const schema = JSON.stringify(paramsSchema(aBlueprint({ params, secretParams })));
    const plain = JSON.stringify(paramsSchema(aBlueprint({ params })));

    expect(schema.match(/"writeOnly":true/g)).toHaveLength(2);
    expect(schema.replaceAll(',"writeOnly":true', '')).toBe(plain);
    expect(paramsSchema(aBlueprint({ params, secretParams }))).toMatchObject({
      properties: {
        api: { properties: { secrets: { additionalProperties: { writeOnly: true } } } },
        password: { type: 'string', writeOnly: true },
      },
    });
  });
});

describe('blueprintFaults()', () => {
  const faults = (secretParams: readonly string[]) =>
    blueprintFaults(aBlueprint({ params, secretParams }), { sample: {}, isLatestAllowed: false });

  it.each([
    '/api/secret/*',
    '/api/port',
    '/api',
    '/api/secrets',
    '/password/*',
    '/constructor',
    '',
  ])('finds that %j is no place of a text', (place) => {
    expect(faults([place])).toMatchObject([{ pointer: '/secretParams' }]);
  });

  it('takes a product with secret values, rendered as tokens or for people', () => {
    const blueprint = aBlueprint(aProductWithSecrets());

    for (const text of ['sealed:v1:token', '<sealed>']) {
      const check = { sample: { secrets: { A: text } }, isLatestAllowed: false };
      expect(blueprintFaults(blueprint, check)).toEqual([]);
    }
  });
});
