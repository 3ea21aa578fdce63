import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type RecordedAnswer, recorded } from './recorded/recorded-answers.ts';

/** What one request is answered with: a recorded answer by name, one made for the test, or a broken connection. */
export type ScriptedAnswer = string | Partial<RecordedAnswer> | typeof hangUp | typeof silence;

/** Breaks the connection without a word. */
export const hangUp = Symbol('hang up');

/** Never answers. */
export const silence = Symbol('silence');

/** A request that arrived. */
export interface ArrivedRequest {
  readonly method: string;
  /** With its query. */
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** A real HTTP server that plays the API. */
export interface ScriptedApi {
  readonly url: string;
  readonly arrived: readonly ArrivedRequest[];
  /** Method and address of each request so far. */
  calls(): readonly string[];
  close(): Promise<void>;
}

/**
 * Answers each "METHOD /path" (without the query) with its answers in turn; the last one stays. An
 * address that is not scripted gets the recorded 404.
 */
export async function startScriptedApi(
  script: Readonly<Record<string, ScriptedAnswer | readonly ScriptedAnswer[]>>,
): Promise<ScriptedApi> {
  const arrived: ArrivedRequest[] = [];
  const played = new Map<string, number>();
  const server = createServer(async (request, response) => {
    const { method = '', url = '', headers } = request;
    arrived.push({ method, url, headers, body: await textOf(request) });
    const key = `${method} ${url.split('?')[0]}`;
    const answers = [script[key] ?? 'tenant_not_found'].flat() as ScriptedAnswer[];
    const index = played.get(key) ?? 0;
    played.set(key, index + 1);
    play(answers[Math.min(index, answers.length - 1)] ?? hangUp, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    arrived,
    calls: () => arrived.map(({ method, url }) => `${method} ${url}`),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function play(answer: ScriptedAnswer, response: ServerResponse): void {
  if (answer === silence) return;
  if (answer === hangUp) {
    response.socket?.destroy();
    return;
  }
  const {
    status = 200,
    headers = {},
    body = {},
  } = typeof answer === 'string' ? recorded(answer) : (answer as Partial<RecordedAnswer>);
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
