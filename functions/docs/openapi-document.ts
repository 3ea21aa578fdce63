import type { z } from 'zod';
import type { Json, JsonObject } from '../../shared/tenant/json.ts';
import { bodyTypes } from '../http/body-types.ts';
import type { AnswerSpec, RouteSchemas } from '../http/route.ts';
import { type ErrorCode, statusCodes } from '../http/status-codes.ts';
import { problemSchema } from '../schemas/problem-schema.ts';
import { componentSchemas, schemaOf } from './json-schemas.ts';
import { parametersOf } from './parameters.ts';
import { problemCodesOf } from './problem-codes.ts';

const tags: readonly JsonObject[] = [
  { name: 'tenants', description: "Customers' own deployments of a product" },
  { name: 'operations', description: 'What was asked of a tenant and how it went' },
  { name: 'products', description: 'What a tenant can be of' },
  { name: 'admin', description: 'What operators manage: dead letters and API keys' },
  { name: 'health', description: 'Whether the program can do its work' },
  { name: 'docs', description: 'This documentation' },
];

/** The OpenAPI 3.1 document of the routes; pure, so the committed copy can be compared. */
export function openApiDocument(routes: readonly RouteSchemas[], version: string): JsonObject {
  const shown = routes.filter((route) => route.isHidden !== true);
  return {
    openapi: '3.1.0',
    info: {
      title: 'Tenantry',
      version,
      summary: 'Gives every customer of a SaaS product its own deployment on Kubernetes',
      description: 'Every error is a problem document (RFC 9457) with a stable `code`.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    tags,
    paths: pathsOf(shown),
    components: {
      securitySchemes: { apiKey: { type: 'apiKey', in: 'header', name: 'X-API-Key' } },
      headers: headerComponents,
      schemas: componentSchemas([problemSchema, ...shown.flatMap(schemasOf)]),
    },
  };
}

const headerComponents: JsonObject = {
  'X-Request-Id': {
    description: 'Names this request in the logs; a valid given one is kept',
    schema: { type: 'string' },
  },
  ETag: { description: 'The generation of the tenant', schema: { type: 'string' } },
  Location: { description: 'Where the tenant is', schema: { type: 'string' } },
  'Retry-After': { description: 'Seconds to wait', schema: { type: 'integer' } },
  'Idempotent-Replayed': {
    description: '`true` when this is the stored answer to an earlier request with the same key',
    schema: { type: 'string', enum: ['true'] },
  },
};

function pathsOf(routes: readonly RouteSchemas[]): JsonObject {
  const paths = Map.groupBy(routes, (route) => route.path);
  return Object.fromEntries(
    [...paths].map(([path, group]) => [
      path,
      Object.fromEntries(group.map((route) => [route.method, operationOf(route)])),
    ]),
  );
}

function operationOf(route: RouteSchemas): JsonObject {
  const parameters = parametersOf(route);
  return {
    operationId: route.operationId,
    tags: [route.tag],
    summary: route.summary,
    ...(route.description !== undefined && { description: route.description }),
    security: route.role === undefined ? [] : [{ apiKey: [] }],
    ...(route.role !== undefined && { 'x-role': route.role }),
    ...(parameters.length > 0 && { parameters }),
    ...(route.body !== undefined && { requestBody: requestBodyOf(route.body, route) }),
    responses: { ...answersOf(route), ...problemsOf(route) },
  };
}

function requestBodyOf(body: z.ZodType, { method, bodyExamples }: RouteSchemas): JsonObject {
  const examples = Object.entries(bodyExamples ?? {}).map(([name, value]) => [name, { value }]);
  const content: JsonObject = {
    schema: schemaOf(body),
    ...(examples.length > 0 && { examples: Object.fromEntries(examples) as JsonObject }),
  };
  return {
    required: !body.safeParse(undefined).success,
    content: Object.fromEntries(bodyTypes(method).map((type) => [type, content])),
  };
}

function answersOf({ answers }: RouteSchemas): JsonObject {
  return Object.fromEntries(
    Object.entries(answers).map(([status, answer]) => [status, answerOf(answer)]),
  );
}

function answerOf({ description, schema, contentType, headers = [] }: AnswerSpec): JsonObject {
  const type = contentType?.split(';')[0] ?? 'application/json';
  const content = schema === undefined ? { schema: { type: 'string' } } : jsonContent(schema);
  return { description, headers: headerRefs(headers), content: { [type]: content } };
}

function jsonContent(schema: z.ZodType): JsonObject {
  return { schema: schemaOf(schema) };
}

function headerRefs(names: readonly string[]): JsonObject {
  const all = [...names, 'X-Request-Id'];
  return Object.fromEntries(all.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}

/** One entry per status, naming every code that it can carry. */
function problemsOf(route: RouteSchemas): JsonObject {
  const codes = [...new Set(problemCodesOf(route))];
  const byStatus = Map.groupBy(codes, (code) => statusCodes[code].status);
  const free = [...byStatus].filter(([status]) => route.answers[status] === undefined);
  return Object.fromEntries(free.map(([status, group]) => [status, problemAnswer(status, group)]));
}

function problemAnswer(status: number, codes: readonly ErrorCode[]): Json {
  const lines = codes.map((code) => `- \`${code}\`: ${statusCodes[code].title}`);
  const canSayWhen = status === 429 || status === 503;
  return {
    description: lines.join('\n'),
    headers: headerRefs(canSayWhen ? ['Retry-After'] : []),
    content: { 'application/problem+json': jsonContent(problemSchema) },
  };
}

function schemasOf({ body, answers }: RouteSchemas): readonly z.ZodType[] {
  const ofAnswers = Object.values(answers).flatMap(({ schema }) => schema ?? []);
  return body === undefined ? ofAnswers : [body, ...ofAnswers];
}
