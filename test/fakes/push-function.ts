import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { readBody } from '../../functions/http/read-body.ts';
import { answerPush, type PushAnswer, type PushPorts } from '../../functions/push/answer-push.ts';
import { pushBytesMax } from '../../functions/push/decode-push.ts';

/** A function that takes pushed work, on a port of this machine. */
export interface PushFunction {
  /** Its origin. */
  readonly url: string;
  /** What it has answered, in order. */
  readonly answers: readonly PushAnswer[];
  close(): Promise<void>;
}

/** Serves the door of pushed work by plain node:http: any path, any method. */
export async function startPushFunction(ports: PushPorts): Promise<PushFunction> {
  const answers: PushAnswer[] = [];
  const limits = { bodyBytesMax: pushBytesMax, bodyMsMax: 10_000 };
  const server = http.createServer(async (request, response) => {
    const answer = await answerPush(ports, {
      authorization: request.headers.authorization,
      readBody: async () => await readBody(request, limits),
    });
    answers.push(answer);
    request.resume();
    response.writeHead(answer.status).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    answers,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
