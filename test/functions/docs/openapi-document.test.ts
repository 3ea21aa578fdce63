import { readFileSync } from 'node:fs';
import { Validator } from '@seriousme/openapi-schema-validator';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newTenantSchema } from '../../../functions/create/new-tenant-body.ts';
import { openApiDocument } from '../../../functions/docs/openapi-document.ts';
import { statusCodes } from '../../../functions/http/status-codes.ts';
import { allRoutes } from '../../../functions/route-table.ts';
import { healthSchema, readinessSchema } from '../../../functions/schemas/health-schema.ts';
import { problemExtensions } from '../../../functions/schemas/problem-schema.ts';
import { productListSchema, productSchema } from '../../../functions/schemas/product-schema.ts';
import { version } from '../../../functions/version.ts';
import { type ApiWorld, createApiWorld } from '../../fakes/api-world.ts';

const document = openApiDocument(allRoutes, version);

interface Operation {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly responses: Readonly<Record<string, { readonly description: string }>>;
  readonly requestBody?: {
    readonly content: Readonly<
      Record<string, { readonly examples?: Readonly<Record<string, { readonly value: unknown }>> }>
    >;
  };
}

const operations = Object.values(
  document['paths'] as unknown as Readonly<Record<string, Readonly<Record<string, Operation>>>>,
).flatMap((path) => Object.values(path));

function lookUp(ref: string): unknown {
  return ref
    .slice(2)
    .split('/')
    .reduce<unknown>((at, key) => (at as Readonly<Record<string, unknown>>)?.[key], document);
}

describe('openApiDocument()', () => {
  it('is docs/openapi.json (write it with: npm run openapi)', () => {
    const committed = readFileSync(new URL('../../../docs/openapi.json', import.meta.url), 'utf8');

    expect(JSON.parse(committed)).toEqual(document);
  });

  it('is valid OpenAPI 3.1', async () => {
    const validator = new Validator();

    const { valid, errors } = await validator.validate({ ...document });

    expect(errors).toBeUndefined();
    expect([valid, validator.version]).toEqual([true, '3.1']);
  });

  it('is found invalid when it is', async () => {
    const { valid } = await new Validator().validate({ ...document, paths: { tenants: {} } });

    expect(valid).toBe(false);
  });

  it('names every operation once', () => {
    const names = operations.map(({ operationId }) => operationId);

    expect(names.length).toBeGreaterThan(14);
    expect(new Set(names).size).toBe(names.length);
  });

  it('has every reference that it uses', () => {
    const refs = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(
      ([, ref = '']) => ref,
    );

    const missing = refs.filter((ref) => !/^#\/components\/\w+\/[\w-]+$/.test(ref) || !lookUp(ref));

    expect(refs.length).toBeGreaterThan(50);
    expect(missing).toEqual([]);
  });

  it('declares every tag that it uses', () => {
    const declared = (document['tags'] as unknown as { name: string }[]).map(({ name }) => name);

    const used = new Set(operations.flatMap(({ tags }) => tags));

    expect([...used].toSorted()).toEqual(declared.toSorted());
  });

  it('documents every code but those of unknown addresses', () => {
    const text = JSON.stringify(operations.map(({ responses }) => responses));

    const missing = Object.keys(statusCodes).filter((code) => !text.includes(`\`${code}\``));

    expect(missing).toEqual([
      'route_not_found',
      'method_not_allowed',
      'id8_taken',
      'queue_unavailable',
    ]);
  });

  it('takes a change under both names of its media type', () => {
    const update = operations.find(({ operationId }) => operationId === 'updateTenant');

    expect(Object.keys(update?.requestBody?.content ?? {})).toEqual([
      'application/merge-patch+json',
      'application/json',
    ]);
  });

  it('declares what problems say besides', () => {
    const { properties } = lookUp('#/components/schemas/Problem') as Record<string, object>;

    expect(Object.keys(properties ?? {}).slice(7)).toEqual(Object.keys(problemExtensions));
  });

  it('gives examples of a new tenant that are valid', () => {
    const create = operations.find(({ operationId }) => operationId === 'createTenant');
    const examples = Object.values(
      create?.requestBody?.content['application/json']?.examples ?? {},
    );

    expect(examples.length).toBeGreaterThan(1);
    expect(examples.filter(({ value }) => !newTenantSchema.safeParse(value).success)).toEqual([]);
  });
});

describe('the documentation pages', () => {
  let api: ApiWorld;

  beforeEach(async () => {
    api = await createApiWorld();
  });
  afterEach(() => api.close());

  it('serve the document', async () => {
    const { status, json } = await api.call('GET /openapi.json');

    expect(status).toBe(200);
    expect(json).toEqual(document);
  });

  it.each(['/docs', '/redoc'])(
    '%s loads nothing from elsewhere, and all that it loads is there',
    async (path) => {
      const { json: html, headers } = await api.call(`GET ${path}`);
      const targets = [...String(html).matchAll(/(?:src|href)="([^"]+)"/g)].map(
        ([, target]) => target,
      );

      const assets = await Promise.all(targets.map((target) => api.call(`GET ${target}`)));

      expect(targets.filter((target) => !target?.startsWith('/docs/assets/'))).toEqual([]);
      expect(assets.map(({ status }) => status)).toEqual(targets.map(() => 200));
      expect(headers.get('content-security-policy')).toContain("script-src 'self'");
      expect(headers.get('content-security-policy')).toContain("connect-src 'self'");
    },
  );

  it.each(['package.json', '..%2F..%2Fpackage.json', '__proto__'])(
    'do not serve the file %s',
    async (file) => {
      const { status } = await api.call(`GET /docs/assets/${file}`);

      expect(status).toBe(404);
    },
  );
});

describe('products and health', () => {
  let api: ApiWorld;

  beforeEach(async () => {
    api = await createApiWorld();
  });
  afterEach(() => api.close());

  it('lists products', async () => {
    const { json } = await api.call('GET /products');

    expect(json.products.map(({ name }: { name: string }) => name)).toEqual(['frappe']);
    expect(productListSchema.strict().parse(json)).toEqual(json);
  });

  it('shows the contract of params', async () => {
    const { json } = await api.call('GET /products/frappe');

    expect(json.params.required).toContain('email');
    expect(productSchema.strict().parse(json)).toEqual(json);
  });

  it('answers 404 to a product that there is not', async () => {
    const { status, json } = await api.call('GET /products/constructor');

    expect(status).toBe(404);
    expect(json.code).toBe('product_not_found');
  });

  it('tells that it runs', async () => {
    const { json } = await api.call('GET /health');

    expect(healthSchema.strict().parse(json)).toEqual({ status: 'ok', version });
  });

  it('says that the cluster is simulated', async () => {
    const { status, json } = await api.call('GET /health/ready');

    expect(status).toBe(200);
    expect(json.dependencies.cluster).toEqual({ kind: 'simulated', status: 'ok' });
    expect(readinessSchema.strict().parse(json)).toEqual(json);
  });

  it('answers 503 when the store cannot be used', async () => {
    api.engine.close();

    const { status, json } = await api.call('GET /health/ready');

    expect(status).toBe(503);
    expect(json).toMatchObject({
      status: 'unavailable',
      dependencies: { store: { status: 'unavailable' }, queue: { status: 'ok' } },
    });
    api = await createApiWorld();
  });
});
