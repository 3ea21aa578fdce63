import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import type { RouteSchemas } from '../../../functions/http/route.ts';
import { allRoutes } from '../../../functions/route-table.ts';
import { problemSchema } from '../../../functions/schemas/problem-schema.ts';
import { type RecordedAnswer, recorded, recordedNames } from './recorded-answers.ts';

const routes: readonly RouteSchemas[] = allRoutes;

/** What the document promises for this answer. */
function schemaOf({ request, status }: RecordedAnswer): z.ZodType | undefined {
  if (status >= 400) return problemSchema;
  const [method = '', address = ''] = request.split(' ');
  const path = address.split('?')[0] ?? '';
  const route = routes.find(
    (each) => each.method === method.toLowerCase() && patternOf(each.path).test(path),
  );
  return route?.answers[status]?.schema;
}

function patternOf(path: string): RegExp {
  return new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`);
}

describe('recorded()', () => {
  it.each(recordedNames)('gives with %s what the document promises', (name) => {
    const { body, ...answer } = recorded(name);

    const schema = schemaOf({ body, ...answer });

    expect(schema?.safeParse(body)).toMatchObject({ success: true });
  });
});
