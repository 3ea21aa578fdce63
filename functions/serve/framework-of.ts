import type { IncomingMessage, ServerResponse } from 'node:http';
import { getTestServer } from '@google-cloud/functions-framework/testing';

/** The framework's handling of one request; `next` is called for what it has no answer to. */
export type Framework = (
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  next: (error?: unknown) => void,
) => void;

/** What the framework puts around a registered function, without its server, which never listens. */
export function frameworkOf(name: string): Framework {
  const [application] = getTestServer(name).listeners('request');
  if (application === undefined)
    throw new Error(`Cannot serve "${name}": the framework has changed`);
  return (incoming, outgoing, next) => {
    Reflect.apply(application, undefined, [incoming, outgoing, next]);
  };
}
