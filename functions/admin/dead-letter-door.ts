import {
  type RecordDeadLetterPorts,
  recordDeadLetter,
} from '../../shared/use-cases/record-dead-letter.ts';
import type { Door } from '../http/door.ts';
import { platformProblem } from '../http/platform-problem.ts';
import { answerMessage, type MessagePorts } from '../push/answer-push.ts';
import { deadLetterPushBytesMax, describeDeadLetter } from '../push/describe-dead-letter.ts';

export interface DeadLetterDoorPorts
  extends RecordDeadLetterPorts,
    Pick<MessagePorts<never>, 'verify'> {}

const path = '/dead-letters';

/** The bodies that the server must let through to the door: what died of its size comes here too. */
export const deadLetterBodies = { [path]: deadLetterPushBytesMax };

/**
 * `POST /dead-letters`: a message that was given up, from the push subscription of the dead-letter
 * topic. 204 once it is recorded; whatever it is, it is never refused for its contents.
 */
export function deadLetterDoor({ verify, ...ports }: DeadLetterDoorPorts): Door {
  return {
    method: 'post',
    path,
    open: async (request, requestId) => {
      const answer = await answerMessage(
        {
          ...{ verify, logger: ports.logger, decode: describeDeadLetter },
          handle: async (letter) => await recordDeadLetter(ports, letter),
          failure: {
            line: 'Recording a dead letter failed, it will be delivered again',
            fieldsOf: ({ id }) => ({ message_id: id }),
          },
        },
        {
          authorization: request.headers.get('authorization') ?? undefined,
          readBody: async () => new Uint8Array(await request.arrayBuffer()),
        },
      );
      if (answer.status === 204) return new Response(null, { status: 204 });
      return platformProblem(answer, requestId);
    },
  };
}
