import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Definition, findRoute, type Route } from './proto-definition.ts';
import { messageFault, type ProtoFault } from './proto-json.ts';
import type { Arrived } from './scripted-server.ts';

/** A request that the published definition of Secret Manager knows: which method, and its message. */
export interface ApiCall {
  readonly route: Route;
  readonly message: Readonly<Record<string, unknown>>;
}

/** Why it knows no such request. */
export interface UnknownCall {
  readonly fault: ProtoFault | 'no method';
}

const service = ['google', 'cloud', 'secretmanager', 'v1', 'SecretManagerService'];
const definition = JSON.parse(
  readFileSync(
    createRequire(import.meta.url).resolve('@google-cloud/secret-manager/build/protos/protos.json'),
    'utf8',
  ),
) as Definition;

/** Parameters of every Google API (https://cloud.google.com/apis/docs/system-parameters). */
const systemParameters: ReadonlySet<string> = new Set(
  ['alt', 'callback', 'fields', 'key', 'prettyPrint', 'userProject']
    .flatMap((name) => [name, `$${name}`])
    .concat('quotaUser', 'access_token', 'upload_protocol', 'uploadType'),
);

/**
 * Reads a request by the definition that Google publishes with its client: the path and verb are those
 * of an HTTP rule of the service, and path, query and body together are the message of the method.
 */
export function readCall({ method, url, body }: Arrived): ApiCall | UnknownCall {
  const route = findRoute(definition, service, { verb: method, pathname: url.pathname });
  if (route === undefined) return { fault: 'no method' };
  const parsed = parseBody(body);
  const query = [...url.searchParams].filter(([name]) => !systemParameters.has(name));
  const fault = parsed === undefined ? notJson : placeFault(route, parsed, query);
  if (fault !== undefined) return { fault };
  const fromBody = route.body === '*' ? parsed : { [route.body ?? '']: parsed };
  const message = {
    ...(parsed !== null && (fromBody as object)),
    ...Object.fromEntries(query),
    ...route.bound,
  };
  const wrong = messageFault(route.request, message, { writer: 'client', path: '' });
  return wrong === undefined ? { route, message } : { fault: wrong };
}

/** What is wrong with an answer of the method; undefined: nothing. */
export function answerFault(route: Route, body: unknown): ProtoFault | undefined {
  return messageFault(route.response, body, { writer: 'server', path: '' });
}

const notJson: ProtoFault = { field: '', description: 'Invalid JSON payload received.' };

/** Null: there is no body; undefined: it is no JSON. */
function parseBody(body: string): unknown {
  if (body === '') return null;
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** Whether something comes by the query or the body that may not come so. */
function placeFault(
  { request, body, bound }: Route,
  parsed: unknown,
  query: readonly (readonly [string, string])[],
): ProtoFault | undefined {
  if (body === undefined && parsed !== null) {
    return { field: '', description: 'The request has a body, and the method takes none.' };
  }
  const fields = Object.keys(request.definition.fields ?? {});
  const taken = new Set(body === '*' ? fields : [body, ...Object.keys(bound)]);
  const names = query.map(([name]) => name);
  const strange = names.find(
    (name, index) => taken.has(name) || !fields.includes(name) || names.indexOf(name) !== index,
  );
  const description = `Invalid JSON payload received. Unknown name "${strange}": Cannot bind query parameter.`;
  return strange === undefined ? undefined : { field: strange, description };
}
