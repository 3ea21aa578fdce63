import { readFileSync } from 'node:fs';
import type { KubernetesObject } from '@kubernetes/client-node';
import { parse } from 'yaml';
import type { RenderContext } from '../../../../shared/blueprint/blueprint.ts';
import { parseParams } from '../../../../shared/blueprint/parse-params.ts';
import { createStarterBlueprint } from '../../../../shared/blueprints/starter/create-starter-blueprint.ts';
import type { JsonObject } from '../../../../shared/tenant/json.ts';
import { mergePatch } from '../../../../shared/tenant/merge-patch.ts';

export const blueprint = createStarterBlueprint({ baseDomain: 'starter.example' });

/** The values contract as it stands. */
export const contract = parse(readFileSync('examples/starter.yaml', 'utf8')) as JsonObject;

/** Images alone. */
export const images: JsonObject = {
  api: { image: 'registry/app-api:1.2.3' },
  web: { image: 'registry/app-web:1.2.3' },
};

/** A tenant `acme` with images and these values. */
export function contextOf(values: JsonObject = {}): RenderContext {
  const parsed = parseParams(blueprint, mergePatch(images, values), '');
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.errors));
  const tenant = {
    id: '0b5a4a57-6a5c-4f0e-9d0c-1f2e3d4c5b6a',
    id8: '0b5a4a57',
    slug: 'acme',
    organization: 'Acme Ltd',
    organization_id: 'default',
    tier: 'standard',
    namespace: blueprint.namespace('acme'),
  };
  return { tenant, params: parsed.params };
}

export function render(values?: JsonObject): readonly KubernetesObject[] {
  return blueprint.render(contextOf(values));
}

/** The object of this kind and name. */
export function objectOf<T extends KubernetesObject>(
  objects: readonly KubernetesObject[],
  kind: string,
  name: string,
): T {
  const found = objects.find((each) => each.kind === kind && each.metadata?.name === name);
  if (found === undefined) throw new Error(`Cannot find ${kind} ${name}`);
  return found as T;
}

/** `Kind name` of each object. */
export function namesOf(objects: readonly KubernetesObject[]): readonly string[] {
  return objects.map(({ kind, metadata }) => `${kind} ${metadata?.name}`);
}
