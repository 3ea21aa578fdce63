import { describe, expect, it } from 'vitest';
import { paramsSchema } from '../../../shared/blueprint/params-schema.ts';
import { createCatalog } from '../../../shared/blueprints/catalog.ts';

const frappe = { baseDomain: 'kairos.app', namespace: 'frappe', image: 'frappe/frappe-worker:v15' };

describe('createCatalog()', () => {
  it('holds each product under its name', () => {
    const catalog = createCatalog({ frappe });

    expect([...catalog].map(([name, blueprint]) => [name, blueprint.name])).toEqual([
      ['frappe', 'frappe'],
    ]);
  });

  it('offers starter where it is set up', () => {
    const catalog = createCatalog({ frappe, starter: { baseDomain: 'starter.example' } });

    expect([...catalog.keys()]).toEqual(['frappe', 'starter']);
  });

  it.each(['frappe/erpnext', 'frappe/erpnext:latest'])('throws for image %s', (image) => {
    expect(() => createCatalog({ frappe: { ...frappe, image } })).toThrow(
      'Cannot register blueprint "frappe"',
    );
  });

  it('takes the tag latest where it is allowed', () => {
    const image = 'frappe/erpnext:latest';

    expect(() =>
      createCatalog({ frappe: { ...frappe, image }, isLatestAllowed: true }),
    ).not.toThrow();
  });

  it('describes every param', () => {
    const blueprint = createCatalog({ frappe }).get('frappe');

    expect(blueprint && paramsSchema(blueprint)).toMatchObject({
      type: 'object',
      additionalProperties: false,
      required: ['email'],
      properties: {
        email: { type: 'string', format: 'email', description: expect.any(String) },
        apps: {
          type: 'array',
          default: ['kairos'],
          uniqueItems: true,
          description: expect.any(String),
        },
      },
    });
  });
});
