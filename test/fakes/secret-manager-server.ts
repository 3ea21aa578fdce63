import type http from 'node:http';
import { type Arrived, json, startScriptedServer } from './scripted-server.ts';
import { type ApiMethod, apiMethods, bodyFault } from './secret-manager-api.ts';

interface Version {
  readonly number: number;
  state: 'ENABLED' | 'DISABLED' | 'DESTROYED';
  readonly data: string;
}

interface Secret {
  readonly createTime: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly versions: Version[];
}

/** Says how to answer a request instead; undefined: as Secret Manager would. */
export type Interference = (
  arrived: Arrived,
  response: http.ServerResponse,
  act: () => void,
) => boolean;

/** Secret Manager on this machine, as far as a vault needs it. */
export interface SecretManagerServer {
  readonly url: string;
  /** `METHOD id` of each request, in order. */
  readonly calls: () => readonly string[];
  /** Everything that arrived and is kept. */
  readonly secrets: Map<string, Secret>;
  /** Interferes with every request from now on. */
  interfere(how: Interference | undefined): void;
  close(): Promise<void>;
}

const payloadBytesMax = 65_536;

/** Starts it, empty. Requests that the API's reference does not know are answered 400, as by Google. */
export async function startSecretManagerServer(now: () => number): Promise<SecretManagerServer> {
  const secrets = new Map<string, Secret>();
  const calls: string[] = [];
  let interference: Interference | undefined;
  const server = await startScriptedServer((arrived, response) => {
    const act = () => answer({ secrets, now, calls }, arrived, response);
    if (interference?.(arrived, response, act) !== true) act();
  });
  const url = String(server.kubeConfig().getCurrentCluster()?.server);
  return {
    ...{ url, secrets, calls: () => calls, close: server.close },
    interfere: (how) => {
      interference = how;
    },
  };
}

interface World {
  readonly secrets: Map<string, Secret>;
  readonly now: () => number;
  readonly calls: string[];
}

function answer(world: World, arrived: Arrived, response: http.ServerResponse): void {
  const { method, url, body } = arrived;
  const known = apiMethods.find(
    (each) => each.httpMethod === method && each.path.test(url.pathname),
  );
  const parsed: unknown = body === '' ? undefined : JSON.parse(body);
  const fault = faultOf(known, url, parsed);
  if (known === undefined || fault !== undefined) {
    refuse(response, 400, 'INVALID_ARGUMENT');
    return;
  }
  world.calls.push(known.id);
  const [, , id = '', version = ''] = known.path.exec(url.pathname) ?? [];
  const request = { id, version, query: url.searchParams, body: parsed };
  handlers[known.id]?.(world, request, response);
}

function faultOf(known: ApiMethod | undefined, url: URL, body: unknown): string | undefined {
  if (known === undefined) return 'unknown method';
  const stranger = [...url.searchParams.keys()].find((name) => !known.query.includes(name));
  if (stranger !== undefined) return `unknown parameter ${stranger}`;
  if (known.body === undefined) return body === undefined ? undefined : 'a body';
  return bodyFault(body, known.body);
}

interface Request {
  readonly id: string;
  readonly version: string;
  readonly query: URLSearchParams;
  readonly body: unknown;
}

type Handler = (world: World, request: Request, response: http.ServerResponse) => void;

const handlers: Readonly<Record<string, Handler>> = {
  'projects.secrets.create': ({ secrets, now }, { query, body }, response) => {
    const id = query.get('secretId') ?? '';
    const { replication, labels = {} } = body as {
      replication?: object;
      labels?: Secret['labels'];
    };
    if (replication === undefined || !/^[A-Za-z0-9_-]{1,255}$/.test(id) || !areLabels(labels)) {
      return refuse(response, 400, 'INVALID_ARGUMENT');
    }
    if (secrets.has(id)) return refuse(response, 409, 'ALREADY_EXISTS');
    const createTime = new Date(now()).toISOString();
    secrets.set(id, { createTime, labels, versions: [] });
    json(response, 200, { name: nameOf(id), createTime, labels });
  },
  'projects.secrets.list': ({ secrets }, { query }, response) => {
    const [, label = '', value] = /^labels\.([a-z-]+)=(.+)$/.exec(query.get('filter') ?? '') ?? [];
    const found = [...secrets].filter(([, { labels }]) => labels[label] === value).reverse();
    const start = Number(query.get('pageToken') ?? 0);
    const end = start + Math.min(Number(query.get('pageSize')), 2);
    json(response, 200, {
      secrets: found
        .slice(start, end)
        .map(([id, { createTime, labels }]) => ({ name: nameOf(id), createTime, labels })),
      ...(end < found.length && { nextPageToken: String(end) }),
      totalSize: found.length,
    });
  },
  'projects.secrets.delete': ({ secrets }, { id }, response) => {
    if (!secrets.delete(id)) return refuse(response, 404, 'NOT_FOUND');
    json(response, 200, {});
  },
  'projects.secrets.addVersion': ({ secrets }, { id, body }, response) => {
    const { payload } = body as { payload: { data: string } };
    const versions = secrets.get(id)?.versions;
    if (versions === undefined) return refuse(response, 404, 'NOT_FOUND');
    if (Buffer.from(payload.data, 'base64').length > payloadBytesMax) {
      return refuse(response, 400, 'INVALID_ARGUMENT');
    }
    const number = versions.length + 1;
    versions.push({ number, state: 'ENABLED', data: payload.data });
    json(response, 200, { name: `${nameOf(id)}/versions/${number}`, state: 'ENABLED' });
  },
  'projects.secrets.versions.list': ({ secrets }, { id, query }, response) => {
    const versions = secrets.get(id)?.versions;
    if (versions === undefined) return refuse(response, 404, 'NOT_FOUND');
    const shown = versions.filter(
      ({ state }) => query.get('filter') !== 'state:ENABLED' || state === 'ENABLED',
    );
    json(response, 200, {
      versions: shown
        .toReversed()
        .map(({ number, state }) => ({ name: `${nameOf(id)}/versions/${number}`, state })),
      totalSize: shown.length,
    });
  },
  'projects.secrets.versions.access': ({ secrets }, { id, version }, response) => {
    const versions = secrets.get(id)?.versions ?? [];
    const found = versions.findLast(
      ({ number }) => version === 'latest' || `${number}` === version,
    );
    if (found === undefined) return refuse(response, 404, 'NOT_FOUND');
    if (found.state !== 'ENABLED') return refuse(response, 400, 'FAILED_PRECONDITION');
    const name = `${nameOf(id)}/versions/${found.number}`;
    json(response, 200, { name, payload: { data: found.data } });
  },
};

/** Google names the project by its number, whatever the caller said. */
function nameOf(id: string): string {
  return `projects/123456789012/secrets/${id}`;
}

function areLabels(labels: Secret['labels']): boolean {
  const rule = /^[a-z0-9_-]{0,63}$/;
  return Object.entries(labels).every(
    ([key, value]) => /^[a-z]/.test(key) && rule.test(key) && rule.test(value),
  );
}

function refuse(response: http.ServerResponse, code: number, status: string): void {
  json(response, code, { error: { code, status, message: `Secret "open sesame" is at fault` } });
}
