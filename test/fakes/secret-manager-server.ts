import type http from 'node:http';
import { type Arrived, json, startScriptedServer } from './scripted-server.ts';
import { answerFault, readCall } from './secret-manager-api.ts';
import {
  type Answer,
  answerOf,
  type Refusal,
  refusal,
  type SecretManagerState,
} from './secret-manager-state.ts';

/** Says how to answer a request instead; undefined: as Secret Manager would. */
export type Interference = (
  arrived: Arrived,
  response: http.ServerResponse,
  act: () => void,
) => boolean;

/** Secret Manager on this machine, as far as a vault needs it. */
export interface SecretManagerServer {
  readonly url: string;
  /** The method of each request that the definition knows, in order: `CreateSecret`. */
  readonly calls: () => readonly string[];
  /** Everything that arrived and is kept. */
  readonly secrets: SecretManagerState['secrets'];
  /** Interferes with every request from now on. */
  interfere(how: Interference | undefined): void;
  close(): Promise<void>;
}

/**
 * Starts it, empty. Requests and its own answers are checked against the definition that Google
 * publishes (`readCall`); what that does not say is in `answerOf`.
 */
export async function startSecretManagerServer(now: () => number): Promise<SecretManagerServer> {
  const state: SecretManagerState = { secrets: new Map(), now };
  const calls: string[] = [];
  let interference: Interference | undefined;
  const server = await startScriptedServer((arrived, response) => {
    const act = () => send(response, answerTo(state, calls, arrived));
    if (interference?.(arrived, response, act) !== true) act();
  });
  const url = String(server.kubeConfig().getCurrentCluster()?.server);
  return {
    ...{ url, secrets: state.secrets, calls: () => calls, close: server.close },
    interfere: (how) => {
      interference = how;
    },
  };
}

/** Undefined: there is no such method. */
function answerTo(
  state: SecretManagerState,
  calls: string[],
  arrived: Arrived,
): Answer | undefined {
  const call = readCall(arrived);
  if ('fault' in call) {
    if (call.fault === 'no method') return undefined;
    return refusal('INVALID_ARGUMENT', call.fault.description, call.fault);
  }
  const { route, message } = call;
  calls.push(route.name);
  const answer = answerOf(state, route.name, message);
  const fault = 'body' in answer ? answerFault(route, answer.body) : undefined;
  if (fault !== undefined) throw new Error(`Cannot answer ${route.name}: ${fault.description}`);
  return answer;
}

const statuses: Readonly<Record<Refusal['code'], number>> = {
  INVALID_ARGUMENT: 400,
  FAILED_PRECONDITION: 400,
  NOT_FOUND: 404,
  ALREADY_EXISTS: 409,
  UNIMPLEMENTED: 501,
};

/** A refusal is a `google.rpc.Status` in JSON (https://google.aip.dev/193). */
function send(response: http.ServerResponse, answer: Answer | undefined): void {
  if (answer === undefined) {
    // Google's front end answers what no service has, with a page and without a status of its own.
    response.writeHead(404, { 'content-type': 'text/html' }).end('<!DOCTYPE html>');
    return;
  }
  if ('body' in answer) {
    json(response, 200, answer.body);
    return;
  }
  const code = statuses[answer.code];
  const { message, violation } = answer;
  const details = violation && [
    { '@type': 'type.googleapis.com/google.rpc.BadRequest', fieldViolations: [violation] },
  ];
  const error = { code, message, status: answer.code, ...(details && { details }) };
  json(response, code, { error });
}
