import type { KubernetesObject } from '@kubernetes/client-node';
import { canonicalJson } from '../tenant/canonical-json.ts';
import { type InputError, TenantryError } from '../tenant/errors.ts';
import type { JsonObject } from '../tenant/json.ts';
import { labelLengthMax } from '../tenant/names.ts';
import type { OperationKind } from '../tenant/operation.ts';
import type { Blueprint, RenderContext } from './blueprint.ts';
import { type ObjectRules, objectFaults } from './object-faults.ts';
import { paramsSchema } from './params-schema.ts';
import { parseParams } from './parse-params.ts';
import type { StepSpec } from './step-spec.ts';
import { writeOnlyAt } from './write-only.ts';

/** What a blueprint is checked with. */
export interface BlueprintCheck extends ObjectRules {
  /** Params of a made-up tenant. */
  readonly sample: JsonObject;
}

const sampleId = '5a3b1e0c-0000-4000-8000-000000000000';

/** Throws `invalid_blueprint` with every fault of a blueprint that may not be registered. */
export function assertBlueprint(blueprint: Blueprint, check: BlueprintCheck): void {
  const errors = blueprintFaults(blueprint, check);
  if (errors.length === 0) return;
  const why = errors.map(({ pointer, message }) => `${pointer}: ${message}`).join('; ');
  throw new TenantryError(
    'invalid_blueprint',
    `Cannot register blueprint "${blueprint.name}": ${why}`,
    { errors },
  );
}

/**
 * Everything that is wrong with a blueprint, seen on tenants with the shortest and the longest slug:
 * step names, deadlines, object names, images, secrets, and that it is pure.
 */
export function blueprintFaults(
  blueprint: Blueprint,
  check: BlueprintCheck,
): readonly InputError[] {
  const parsed = parseParams(blueprint, check.sample, '/params');
  if (!parsed.ok) return parsed.errors;
  const { lengthMin, lengthMax } = blueprint.slug;
  const contexts = [lengthMin, lengthMax].map((length) =>
    sampleContext(blueprint, 'a'.repeat(length), parsed.params),
  );
  const faults = [
    ...contractFaults(blueprint),
    ...contexts.flatMap((context) => contextFaults(blueprint, context, check)),
  ];
  // Most faults show on every object; the first of each kind tells what to do.
  return faults.filter(
    ({ message }, index) => faults.findIndex((other) => other.message === message) === index,
  );
}

function sampleContext(blueprint: Blueprint, slug: string, params: JsonObject): RenderContext {
  return {
    tenant: {
      id: sampleId,
      id8: sampleId.slice(0, 8),
      slug,
      organization: 'Example',
      organization_id: 'default',
      tier: blueprint.defaultTier,
      namespace: blueprint.namespace(slug),
    },
    params,
  };
}

function contractFaults(blueprint: Blueprint): readonly InputError[] {
  const { name, version, tiers, defaultTier, slug, operationDeadlineMs } = blueprint;
  const { secretParams = [] } = blueprint;
  const schema = paramsSchema({ ...blueprint, secretParams: [] });
  return [
    ...when(!/^[a-z][a-z0-9-]*$/.test(name), '/name', 'must be in kebab-case'),
    ...when(!/^\d+\.\d+\.\d+$/.test(version), '/version', 'must be a semantic version'),
    ...when(!tiers.includes(defaultTier), '/defaultTier', 'must be one of the tiers'),
    ...when(
      slug.lengthMin < 1 || slug.lengthMax > labelLengthMax || slug.lengthMin > slug.lengthMax,
      '/slug',
      `must allow lengths within 1 and ${labelLengthMax}`,
    ),
    ...when(!isDuration(operationDeadlineMs), '/operationDeadlineMs', 'must be above 0'),
    ...secretParams.flatMap((place) =>
      when(
        writeOnlyAt(schema, place) === undefined,
        '/secretParams',
        `must name texts of the params, not ${place}`,
      ),
    ),
  ];
}

function contextFaults(
  blueprint: Blueprint,
  context: RenderContext,
  rules: ObjectRules,
): readonly InputError[] {
  const objects = blueprint.render(context);
  const kinds: readonly OperationKind[] = ['create', 'delete', ...blueprint.operations];
  const isPure = canonicalJson(objects) === canonicalJson(blueprint.render(context));
  return [
    ...when(!isPure, '/render', 'must give the same objects for the same context'),
    ...objects.flatMap((object) => objectFaults(object, rules)),
    ...kinds.flatMap((kind) => stepsFaults(blueprint.steps({ ...context, kind }), kind, rules)),
  ];
}

function stepsFaults(
  planned: readonly StepSpec[],
  kind: OperationKind,
  rules: ObjectRules,
): readonly InputError[] {
  const names = planned.map(({ name }) => name);
  const steps = planned.flatMap((step) => (step.undo === undefined ? [step] : [step, step.undo]));
  const pointer = `/steps/${kind}`;
  return [
    ...when(steps.length === 0, pointer, 'must not be empty'),
    ...when(new Set(names).size !== names.length, pointer, 'must have names that differ'),
    ...when(
      names.some((name) => name.startsWith('undo-')),
      pointer,
      'must have names that do not begin with "undo-"',
    ),
    ...steps.flatMap(({ name, deadlineMs }) =>
      when(!isDuration(deadlineMs), `${pointer}/${name}`, 'must have a deadline above 0'),
    ),
    ...steps.flatMap(objectsOf).flatMap((object) => objectFaults(object, rules)),
  ];
}

function objectsOf(step: StepSpec): readonly KubernetesObject[] {
  switch (step.kind) {
    case 'apply-objects':
      return step.objects.map(({ object }) => object);
    case 'run-job':
      return [step.job];
    case 'apply-sealed-secrets':
    case 'ensure-secrets':
      return step.secrets.map(({ name, namespace, labels }) => ({
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name, namespace, labels },
      }));
    default:
      return [];
  }
}

function isDuration(ms: number): boolean {
  return Number.isSafeInteger(ms) && ms > 0;
}

function when(isFault: boolean, pointer: string, message: string): readonly InputError[] {
  return isFault ? [{ pointer, code: 'invalid', message }] : [];
}
