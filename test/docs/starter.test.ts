import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { paramsSchema } from '../../shared/blueprint/params-schema.ts';
import { parseParams } from '../../shared/blueprint/parse-params.ts';
import { createStarterBlueprint } from '../../shared/blueprints/starter/create-starter-blueprint.ts';
import type { JsonObject } from '../../shared/tenant/json.ts';

const page = readFileSync('docs/products/starter.md', 'utf8');
const blueprint = createStarterBlueprint({ baseDomain: 'starter.example' });
const examples = [...page.matchAll(/```yaml\n(.*?)```/gs)].map(([, text = '']) => text);

describe('docs/products/starter.md', () => {
  it('has examples', () => {
    expect(examples).toHaveLength(4);
  });

  it.each(examples)('has an example that is taken as it stands (%#)', (text) => {
    expect(parseParams(blueprint, parse(text) as JsonObject, '')).toMatchObject({ ok: true });
  });

  it('names every condition that the steps state', () => {
    const params = { ...(parse(examples[0] ?? '') as JsonObject) };
    const parsed = parseParams(blueprint, params, '');
    const tenant = {
      id: '0b5a4a57-6a5c-4f0e-9d0c-1f2e3d4c5b6a',
      id8: '0b5a4a57',
      slug: 'acme',
      organization: 'Acme Ltd',
      organization_id: 'default',
      tier: 'standard',
      namespace: 'starter-acme',
    };
    const steps = parsed.ok
      ? blueprint.steps({ tenant, params: parsed.params, kind: 'create' })
      : [];
    const conditions = steps.flatMap((step) => {
      if (step.kind === 'check-ingresses') return ['IngressReady'];
      return step.kind === 'await-ready' || step.kind === 'run-job'
        ? [step.condition ?? 'Ready']
        : [];
    });

    expect(conditions).toEqual(['SecretsReady', 'MigrationsRan', 'Ready', 'IngressReady']);
    expect(conditions.filter((condition) => !page.includes(`\`${condition}\``))).toEqual([]);
  });

  it('names every part of the values', () => {
    const { properties } = paramsSchema(blueprint);

    const names = Object.keys(Object(properties));
    expect(names.length).toBeGreaterThan(5);
    expect(names.filter((name) => !page.includes(`\`${name}.`))).toEqual([]);
  });
});
