import { z } from 'zod';
import type { Store } from '../../shared/ports/store.ts';
import { deadLetterStates } from '../../shared/tenant/dead-letter.ts';
import { TenantryError } from '../../shared/tenant/errors.ts';
import { listDeadLetters } from '../../shared/use-cases/list-dead-letters.ts';
import {
  discardDeadLetter,
  redriveDeadLetter,
  type SettleDeadLetterPorts,
} from '../../shared/use-cases/settle-dead-letter.ts';
import { type CursorPorts, pageAnswer, pageRequest } from '../http/page.ts';
import { defineRoute, type Route } from '../http/route.ts';
import { pageQuery } from '../schemas/common-schemas.ts';
import { deadLetterListSchema, deadLetterSchema } from '../schemas/dead-letter-schema.ts';

export interface DeadLetterPorts extends CursorPorts, SettleDeadLetterPorts {
  readonly store: Pick<Store, 'get' | 'transact' | 'listDeadLetters'>;
}

const params = z.object({
  id: z.string().meta({ description: 'Id of the message', examples: ['2070443601311540'] }),
});

const listDeadLettersRoute = defineRoute({
  operationId: 'listDeadLetters',
  method: 'get',
  path: '/dead-letters',
  tag: 'admin',
  summary: 'List messages that nobody could work on, newest first',
  description: 'Only for a key that reaches all organizations.',
  role: 'admin',
  query: z.strictObject({
    ...pageQuery,
    state: z.enum(deadLetterStates).optional().meta({ description: 'Only those of this state' }),
  }),
  answers: { 200: { description: 'A page of dead letters', schema: deadLetterListSchema } },
  problems: ['invalid_cursor'],
  handle: async (ports: DeadLetterPorts, { principal, query: given }) => {
    const { state } = given;
    const list = { name: 'dead_letters', principal, filter: [state ?? null] };
    const page = await pageRequest(ports, list, given);
    const query = { ...page, ...(state !== undefined && { state }) };
    return await pageAnswer(ports, list, await listDeadLetters(ports, { principal, query }));
  },
});

const redriveRoute = defineRoute({
  operationId: 'redriveDeadLetter',
  method: 'post',
  path: '/dead-letters/{id}/redrive',
  tag: 'admin',
  summary: 'Publish the hint of a dead letter again',
  description:
    'What cannot be read as a hint is refused with the `reason`. Asking twice publishes once.',
  role: 'admin',
  params,
  body: z.strictObject({}).optional(),
  answers: { 200: { description: 'The dead letter, redriven', schema: deadLetterSchema } },
  problems: ['dead_letter_not_found', 'dead_letter_settled', 'dead_letter_unreadable'],
  handle: async (ports: DeadLetterPorts, { principal, params: { id } }) => ({
    status: 200,
    body: await redriveDeadLetter(ports, { principal, id: messageId(id) }),
  }),
});

const discardRoute = defineRoute({
  operationId: 'discardDeadLetter',
  method: 'post',
  path: '/dead-letters/{id}/discard',
  tag: 'admin',
  summary: 'Give a dead letter up',
  role: 'admin',
  params,
  body: z.strictObject({}).optional(),
  answers: { 200: { description: 'The dead letter, discarded', schema: deadLetterSchema } },
  problems: ['dead_letter_not_found', 'dead_letter_settled'],
  handle: async (ports: DeadLetterPorts, { principal, params: { id } }) => ({
    status: 200,
    body: await discardDeadLetter(ports, { principal, id: messageId(id) }),
  }),
});

/** What operators do about dead letters. */
export const deadLetterRoutes: readonly Route<DeadLetterPorts>[] = [
  listDeadLettersRoute,
  redriveRoute,
  discardRoute,
];

/** The text when a message can have that id; else throws what looking it up would. */
function messageId(text: string): string {
  if (/^[\w-]{1,128}$/.test(text)) return text;
  throw new TenantryError('dead_letter_not_found', `Cannot find dead letter "${text}"`);
}
