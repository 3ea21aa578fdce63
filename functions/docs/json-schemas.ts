import { z } from 'zod';
import type { JsonObject } from '../../shared/tenant/json.ts';

const refPrefix = '#/components/schemas/';

/** How a schema reads in the document: a reference when it has a name, else in place. */
export function schemaOf(schema: z.ZodType): JsonObject {
  const id = schema.meta()?.id;
  if (id !== undefined) return { $ref: `${refPrefix}${id}` };
  return withoutIds(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }));
}

/** The named schemas that lie within the given ones, themselves included, by name. */
export function componentSchemas(roots: readonly z.ZodType[]): JsonObject {
  const { schemas } = z.toJSONSchema(z.globalRegistry, {
    io: 'input',
    uri: (id) => `${refPrefix}${id}`,
    unrepresentable: 'any',
  });
  const names = new Set<string>();
  const visit = (schema: JsonObject): void => {
    for (const [, name = ''] of JSON.stringify(schema).matchAll(/#\/components\/schemas\/(\w+)/g)) {
      if (names.has(name)) continue;
      names.add(name);
      visit(withoutIds(schemas[name]));
    }
  };
  for (const root of roots) visit(schemaOf(root));
  const sorted = [...names].sort();
  return Object.fromEntries(sorted.map((name) => [name, withoutIds(schemas[name])]));
}

function withoutIds(schema: unknown): JsonObject {
  const { $id: _id, $schema: _schema, ...rest } = JSON.parse(JSON.stringify(schema)) as JsonObject;
  return rest;
}
