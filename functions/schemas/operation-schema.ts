import { z } from 'zod';
import type { OperationView } from '../../shared/use-cases/operations.ts';
import {
  cursorSchema,
  jsonObjectSchema,
  operationKinds,
  operationStates,
  timeSchema,
} from './common-schemas.ts';

const stepErrorSchema = z
  .object({ code: z.string(), message: z.string(), retryable: z.boolean() })
  .meta({ id: 'StepError', description: 'Why a step failed or is being retried' });

const stepSchema = z
  .object({
    name: z.string().meta({ examples: ['provision-site'] }),
    state: z.enum(['pending', 'running', 'waiting', 'succeeded', 'failed', 'skipped', 'undone']),
    attempts: z.int().meta({ description: 'How often the step ran' }),
    failures: z.int().meta({ description: 'How often in a row it ended in a retryable error' }),
    started_at: timeSchema.nullable(),
    ended_at: timeSchema.nullable(),
    deadline: timeSchema.nullable().meta({ description: 'When the step counts as stuck' }),
    wait: z.object({ reason: z.string(), message: z.string(), until: timeSchema }).nullable(),
    error: stepErrorSchema.nullable(),
    outputs: jsonObjectSchema('What later steps may read'),
  })
  .meta({ id: 'Step', description: 'One step of an operation, as it went so far' });

/** An operation with its steps. */
export const operationSchema = z
  .object({
    id: z.string(),
    organization_id: z.string(),
    tenant_id: z.uuid(),
    kind: z.enum(operationKinds),
    state: z.enum(operationStates),
    generation: z.int(),
    steps: z.array(stepSchema),
    actor: z.string().meta({ description: 'Who asked' }),
    request_id: z.string(),
    retry_of: z.string().nullable(),
    error: stepErrorSchema.nullable(),
    created_at: timeSchema,
    started_at: timeSchema.nullable(),
    ended_at: timeSchema.nullable(),
    deadline: timeSchema,
  })
  .meta({
    id: 'Operation',
    description: 'One long-running request',
  }) satisfies z.ZodType<OperationView>;

/** One page of operations. */
export const operationListSchema = z
  .object({ operations: z.array(operationSchema), next_cursor: cursorSchema })
  .meta({ id: 'OperationList' });
