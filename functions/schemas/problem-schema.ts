import { z } from 'zod';
import { type ErrorCode, statusCodes } from '../http/status-codes.ts';
import { lastOperationSchema } from './tenant-schema.ts';

const errorCodes = Object.keys(statusCodes) as [ErrorCode, ...ErrorCode[]];

/** What some problems say besides, and with which codes. */
export const problemExtensions = {
  allowed_actions: z.array(z.string()).optional().meta({
    description:
      'With `action_not_allowed` and `operation_running`: what may be asked of the tenant now',
  }),
  tenant_id: z
    .uuid()
    .optional()
    .meta({ description: 'With `slug_taken` and the like: who holds the name, if it is yours' }),
  operation: lastOperationSchema.optional().meta({
    description:
      'With `operation_running` and `operation_ended`: the latest operation of the tenant',
  }),
  irreversible_revision: z
    .int()
    .optional()
    .meta({ description: 'With `rollback_irreversible`: the first revision that can be gone to' }),
  reason: z
    .object({ code: z.string(), message: z.string() })
    .optional()
    .meta({ description: 'With `dead_letter_unreadable`: what cannot be read' }),
};

/** Every answer that is not a success (RFC 9457). */
export const problemSchema = z
  .object({
    type: z.string().meta({ examples: ['urn:tenantry:error:invalid_input'] }),
    title: z.string().meta({ description: 'The same for every problem of this code' }),
    status: z.int(),
    detail: z.string().meta({ description: 'What could not be done, and why' }),
    code: z.enum(errorCodes).meta({ description: 'Stable: what a program compares' }),
    errors: z.array(
      z.object({
        pointer: z.string().meta({
          description:
            'Where: an RFC 6901 pointer into the body, or below /query or /path into the address',
          examples: ['/slug'],
        }),
        code: z.string().meta({ examples: ['reserved'] }),
        message: z.string(),
      }),
    ),
    request_id: z.string().meta({ description: 'Names the request in the logs' }),
    ...problemExtensions,
  })
  .meta({ id: 'Problem', description: 'What went wrong (RFC 9457)' });
