import { z } from 'zod';
import type { Blueprint, RenderContext, StepsContext } from '../../shared/blueprint/blueprint.ts';
import type { SealedSecret } from '../../shared/blueprint/secret-spec.ts';
import { shownSealedSecret } from '../../shared/blueprint/shown-secret.ts';
import type { StepSpec } from '../../shared/blueprint/step-spec.ts';
import { ownerLabels } from '../../shared/kubernetes/labels.ts';
import { refOf } from '../../shared/kubernetes/object.ts';
import { aBlueprint } from './a-blueprint.ts';

const minuteMs = 60_000;

/** What makes the demo product one whose tenants bring secret values, as `/secrets/<KEY>`. */
export function aProductWithSecrets(overrides: Partial<Blueprint> = {}): Partial<Blueprint> {
  return {
    params: z.strictObject({
      email: z.email().max(254).default('ada@acme.example'),
      greeting: z.string().max(100).default('hello'),
      secrets: z.record(z.string().regex(/^[A-Z_]+$/), z.string()).default({}),
    }),
    secretParams: ['/secrets/*'],
    operations: ['update', 'upgrade', 'rollback', 'suspend', 'resume', 'repair'],
    render: (context) => [
      ...aBlueprint().render(context),
      ...secretsOf(context).map(shownSealedSecret),
    ],
    steps: stepsWithSecrets,
    ...overrides,
  };
}

/** The Secret of a tenant of this product; none without values. */
function secretsOf({ tenant, params }: RenderContext): readonly SealedSecret[] {
  const values = params['secrets'] as Readonly<Record<string, string>>;
  if (Object.keys(values).length === 0) return [];
  const { namespace, slug } = tenant;
  return [{ name: `${slug}-env`, namespace, labels: ownerLabels(tenant.id, 'demo'), values }];
}

function stepsWithSecrets(context: StepsContext): readonly StepSpec[] {
  const secrets = secretsOf(context);
  const steps = aBlueprint().steps(context);
  if (context.kind === 'delete') return steps;
  const apply = {
    ...({
      kind: 'apply-sealed-secrets',
      name: 'apply-secrets',
      deadlineMs: 10 * minuteMs,
    } as const),
    secrets,
  };
  const [first, ...rest] = steps.filter(({ kind }) => isPartOf(context.kind, kind));
  return first === undefined ? [apply] : [first, apply, ...rest];
}

/** The Job runs for a create alone. */
function isPartOf(operation: StepsContext['kind'], step: StepSpec['kind']): boolean {
  return operation === 'create' || (step !== 'run-job' && step !== 'ensure-secrets');
}

/** The Secret that holds the values of the tenant with this slug. */
export function sealedSecretRef(slug: string) {
  return refOf({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: `${slug}-env`, namespace: 'demo' },
  });
}
