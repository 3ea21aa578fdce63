import { z } from 'zod';
import { disruptions } from '../../shared/kubernetes/disruption.ts';
import type { Json } from '../../shared/tenant/json.ts';
import type { PlanView } from '../../shared/use-cases/plan-view.ts';
import { operationKinds, timeSchema } from './common-schemas.ts';

const disruptionSchema = z.enum(disruptions).meta({
  description:
    'restart: its pods are replaced or stopped; recreate: it must be deleted and made again; data-loss: what it holds is gone',
});

/** One object of a cluster. */
export const objectRefSchema = z
  .object({
    apiVersion: z.string(),
    kind: z.string(),
    namespace: z.string().exactOptional().meta({ description: 'Absent: the object has none' }),
    name: z.string(),
  })
  .meta({ id: 'ObjectRef', description: 'Names one object, as Kubernetes does' });

/** Any value, or null when there is none. */
function valueSchema(description: string) {
  return z.custom<Json>((value) => value !== undefined).meta({ description });
}

/** A field that is not as it was. */
export const fieldChangeSchema = z.object({
  path: z.string().meta({
    description: 'JSON pointer; items of keyed lists go by their key: /containers/name=web/image',
  }),
  from: valueSchema('Null: it was not there'),
  to: valueSchema('Null: it will not be there'),
});

const shownChangeSchema = fieldChangeSchema
  .extend({
    is_secret: z.boolean().meta({ description: 'True: a value of a Secret; from and to are null' }),
  })
  .meta({ id: 'FieldChange', description: 'A field that changes' });

const notBefore = timeSchema.exactOptional().meta({
  description: 'It does not happen sooner: until then the deletion can be taken back by a restore',
});

const changeSchema = z
  .object({
    object: objectRefSchema,
    action: z.enum(['create', 'update', 'delete', 'none']),
    fields: z.array(shownChangeSchema),
    disruption: disruptionSchema,
    not_checked_live: z
      .string()
      .exactOptional()
      .meta({ description: 'Why the cluster was not asked; only with mode=live' }),
    not_before: notBefore,
  })
  .meta({ id: 'PlannedChange', description: 'What happens to one object' });

const stepSchema = z
  .object({
    name: z.string(),
    kind: z.string().meta({ examples: ['apply-objects'] }),
    is_irreversible: z.boolean(),
    disruption: disruptionSchema,
    job: objectRefSchema.nullable().meta({ description: 'The Job that the step runs' }),
    not_before: notBefore,
  })
  .meta({ id: 'PlannedStep', description: 'A step that the operation would have' });

/** What a wish would do. */
export const planSchema = z
  .object({
    plan_id: z.string().meta({ description: 'Send it along with the wish' }),
    tenant_id: z.uuid().nullable().meta({ description: 'Null: the tenant does not exist yet' }),
    operation: z
      .enum(operationKinds)
      .nullable()
      .meta({ description: 'What would start; null: there is nothing to do' }),
    mode: z.enum(['offline', 'live']),
    fields: z.array(fieldChangeSchema).meta({
      description:
        'What changes of the tenant itself: version, tier, params with all defaults, organization, labels, deletion_protection',
    }),
    changes: z.array(changeSchema),
    steps: z.array(stepSchema),
    warnings: z.array(z.object({ code: z.string(), message: z.string() })),
  })
  .meta({ id: 'Plan', description: 'What a wish would do' }) satisfies z.ZodType<PlanView>;
