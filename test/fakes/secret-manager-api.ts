/**
 * What the REST API of Secret Manager takes, as its reference states it
 * (https://docs.cloud.google.com/secret-manager/docs/reference/rest, version v1, in the project's global
 * location): the methods that a vault may use, with all query parameters and body members they know.
 */
export interface ApiMethod {
  readonly id: string;
  readonly httpMethod: 'GET' | 'POST' | 'DELETE';
  readonly path: RegExp;
  readonly query: readonly string[];
  /** Members of the body and what they are; absent: it takes none. */
  readonly body?: BodyShape;
}

/** `string`, `map` of strings, or members of their own. */
export type BodyShape = { readonly [member: string]: 'string' | 'map' | BodyShape };

const project = '^/v1/projects/([a-z][a-z0-9-]{4,28}[a-z0-9])';
const secret = `${project}/secrets/([A-Za-z0-9_-]{1,255})`;

export const apiMethods: readonly ApiMethod[] = [
  {
    id: 'projects.secrets.create',
    httpMethod: 'POST',
    path: new RegExp(`${project}/secrets$`),
    query: ['secretId'],
    body: {
      replication: { automatic: {}, userManaged: {} },
      labels: 'map',
      annotations: 'map',
      ttl: 'string',
      expireTime: 'string',
      versionDestroyTtl: 'string',
    },
  },
  {
    id: 'projects.secrets.list',
    httpMethod: 'GET',
    path: new RegExp(`${project}/secrets$`),
    query: ['pageSize', 'pageToken', 'filter'],
  },
  {
    id: 'projects.secrets.delete',
    httpMethod: 'DELETE',
    path: new RegExp(`${secret}$`),
    query: ['etag'],
  },
  {
    id: 'projects.secrets.addVersion',
    httpMethod: 'POST',
    path: new RegExp(`${secret}:addVersion$`),
    query: [],
    body: { payload: { data: 'string', dataCrc32c: 'string' } },
  },
  {
    id: 'projects.secrets.versions.list',
    httpMethod: 'GET',
    path: new RegExp(`${secret}/versions$`),
    query: ['pageSize', 'pageToken', 'filter'],
  },
  {
    id: 'projects.secrets.versions.access',
    httpMethod: 'GET',
    path: new RegExp(`${secret}/versions/(latest|[0-9]+):access$`),
    query: [],
  },
];

/** What is wrong with a body; undefined: nothing. */
export function bodyFault(value: unknown, shape: BodyShape | 'string' | 'map'): string | undefined {
  if (shape === 'string') return typeof value === 'string' ? undefined : 'not a string';
  if (typeof value !== 'object' || value === null) return 'not an object';
  const members = Object.entries(value);
  const wanted = (name: string) => (shape === 'map' ? 'string' : shape[name]);
  return members.map(([name, member]) => memberFault(member, wanted(name))).find(Boolean);
}

function memberFault(value: unknown, shape: BodyShape[string] | undefined): string | undefined {
  return shape === undefined ? 'an unknown member' : bodyFault(value, shape);
}
