import { z } from 'zod';
import { TenantryError } from '../../shared/tenant/errors.ts';
import type { JsonObject } from '../../shared/tenant/json.ts';
import { defineRoute, type Route } from '../http/route.ts';
import { assets, readAsset } from './read-asset.ts';

export interface DocsPorts {
  /** The OpenAPI document. */
  readonly document: JsonObject;
}

// The two pages style themselves by script; nothing may be loaded from or sent to another host.
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  'worker-src blob:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const html = 'text/html; charset=utf-8';

const openApiRoute = defineRoute({
  operationId: 'getOpenApi',
  method: 'get',
  path: '/openapi.json',
  tag: 'docs',
  summary: 'This document',
  answers: { 200: { description: 'OpenAPI 3.1', schema: z.looseObject({ openapi: z.string() }) } },
  problems: [],
  handle: async ({ document }: DocsPorts) => ({ status: 200, body: document }),
});

const swaggerRoute = pageRoute({
  operationId: 'getSwaggerUi',
  path: '/docs',
  summary: 'Swagger UI: read and try the API',
  head: '<link rel="stylesheet" href="/docs/assets/swagger-ui.css">',
  body: '<div id="swagger-ui"></div>',
  scripts: ['swagger-ui-bundle.js', 'start-swagger.js'],
});

const redocRoute = pageRoute({
  operationId: 'getReDoc',
  path: '/redoc',
  summary: 'ReDoc: read the API',
  head: '',
  body: '<div id="redoc"></div>',
  scripts: ['redoc.standalone.js', 'start-redoc.js'],
});

const assetRoute = defineRoute({
  operationId: 'getDocsAsset',
  method: 'get',
  path: '/docs/assets/{file}',
  tag: 'docs',
  summary: 'A file of the documentation pages',
  isHidden: true,
  params: z.object({ file: z.string() }),
  answers: { 200: { description: 'The file', contentType: '*/*' } },
  problems: ['route_not_found'],
  handle: async (_ports: DocsPorts, { params }) => {
    const asset = assets.get(params.file);
    if (asset === undefined) {
      throw new TenantryError('route_not_found', 'Cannot find this file of the documentation');
    }
    const { contentType } = asset;
    const headers = { 'cache-control': 'public, max-age=86400' };
    return { status: 200, file: await readAsset(params.file), contentType, headers };
  },
});

/** `/openapi.json`, `/docs` and `/redoc` with everything that they show. */
export const docsRoutes: readonly Route<DocsPorts>[] = [
  openApiRoute,
  swaggerRoute,
  redocRoute,
  assetRoute,
];

interface PageSpec {
  readonly operationId: string;
  readonly path: string;
  readonly summary: string;
  readonly head: string;
  readonly body: string;
  readonly scripts: readonly string[];
}

function pageRoute({ head, body, scripts, ...docs }: PageSpec): Route<DocsPorts> {
  const tags = scripts.map((name) => `<script src="/docs/assets/${name}"></script>`).join('');
  const icon = '<link rel="icon" href="/docs/assets/favicon-32x32.png">';
  const file = `<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>Tenantry API</title>
${icon}${head}</head><body>${body}${tags}</body></html>
`;
  const headers = { 'content-security-policy': contentSecurityPolicy };
  return defineRoute({
    ...docs,
    method: 'get',
    tag: 'docs',
    answers: { 200: { description: 'A page', contentType: html } },
    problems: [],
    handle: async (_ports: DocsPorts) => ({ status: 200, file, contentType: html, headers }),
  });
}
