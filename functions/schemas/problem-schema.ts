import { z } from 'zod';
import { type ErrorCode, statusCodes } from '../http/status-codes.ts';

const errorCodes = Object.keys(statusCodes) as [ErrorCode, ...ErrorCode[]];

/** Every answer that is not a success (RFC 9457). */
export const problemSchema = z
  .object({
    type: z.string().meta({ examples: ['urn:tenantry:error:invalid_input'] }),
    title: z.string(),
    status: z.int(),
    code: z.enum(errorCodes).meta({ description: 'Stable: what a program compares' }),
    detail: z.string(),
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
    request_id: z.string(),
    allowed_actions: z.array(z.string()).optional(),
  })
  .meta({ id: 'Problem', description: 'What went wrong (RFC 9457)' });
