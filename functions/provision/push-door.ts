import type { Door } from '../http/door.ts';
import { platformProblem } from '../http/platform-problem.ts';
import { answerPush, type PushPorts } from '../push/answer-push.ts';

/**
 * `POST /push`: one hint from the push subscription. 204 once it was worked on; everything else has
 * Pub/Sub deliver it again and in the end keep it as a dead letter.
 */
export function pushDoor(ports: PushPorts): Door {
  return {
    method: 'post',
    path: '/push',
    open: async (request, requestId) => {
      const answer = await answerPush(ports, {
        authorization: request.headers.get('authorization') ?? undefined,
        readBody: async () => new Uint8Array(await request.arrayBuffer()),
      });
      if (answer.status === 204) return new Response(null, { status: 204 });
      return platformProblem(answer, requestId);
    },
  };
}
