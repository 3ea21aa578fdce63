import { crc32c } from './crc32c.ts';
import type { ProtoFault } from './proto-json.ts';

export interface FakeVersion {
  readonly number: number;
  readonly createTime: string;
  state: 'ENABLED' | 'DISABLED' | 'DESTROYED';
  /** In base64. */
  readonly data: string;
  /** Whether the client gave a checksum. */
  readonly isChecked: boolean;
}

export interface FakeSecret {
  readonly createTime: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly replication: object;
  readonly etag: string;
  readonly versions: FakeVersion[];
}

/** What the fake keeps, by the secret's id. */
export interface SecretManagerState {
  readonly secrets: Map<string, FakeSecret>;
  readonly now: () => number;
}

/** A call that was refused: a code of `google.rpc.Code`. */
export interface Refusal {
  readonly code:
    | 'INVALID_ARGUMENT'
    | 'FAILED_PRECONDITION'
    | 'NOT_FOUND'
    | 'ALREADY_EXISTS'
    | 'UNIMPLEMENTED';
  readonly message: string;
  readonly violation?: ProtoFault | undefined;
}

export type Answer = { readonly body: object } | Refusal;

export function refusal(code: Refusal['code'], message: string, violation?: ProtoFault): Refusal {
  return { code, message, violation };
}

type Message = Readonly<Record<string, unknown>>;

/**
 * Acts on a message that is right by the published definition, and answers it. Rules that are only in
 * its comments and in the documentation (https://docs.cloud.google.com/secret-manager/docs) are here:
 * names, labels, replication, payload (64 KiB, checksum), etag, order, page size, filter.
 */
export function answerOf(state: SecretManagerState, method: string, message: Message): Answer {
  const name = String(message['name'] ?? message['parent']);
  const found = /^projects\/[^/]+(?:\/secrets\/([\w-]{1,255})(?:\/versions\/([\w-]+))?)?$/.exec(
    name,
  );
  const handler = handlers[method];
  if (handler === undefined) {
    return refusal('UNIMPLEMENTED', `There is no ${method} here.`);
  }
  if (found === null) return refusal('INVALID_ARGUMENT', `Resource ID [${name}] is malformed.`);
  const [, id = '', version = ''] = found;
  return handler(state, { id, version, message });
}

interface Call {
  readonly id: string;
  readonly version: string;
  readonly message: Message;
}

type Handler = (state: SecretManagerState, call: Call) => Answer;

const handlers: Readonly<Record<string, Handler>> = {
  CreateSecret: createSecret,
  GetSecret: ({ secrets }, { id }) => {
    const secret = secrets.get(id);
    return secret === undefined ? notFound(id) : { body: secretView(id, secret) };
  },
  ListSecrets: ({ secrets }, { message }) => {
    const { filter } = message;
    const [, label = '', value] = /^labels\.([\w-]+)=([\w-]+)$/.exec(String(filter)) ?? [];
    if (filter !== undefined && value === undefined) return badFilter(filter);
    const found = [...secrets].filter(
      ([, { labels }]) => filter === undefined || labels[label] === value,
    );
    const views = found.map(([id, secret]) => secretView(id, secret));
    return page('secrets', views, message);
  },
  DeleteSecret: ({ secrets }, { id, message }) => {
    const { etag = secrets.get(id)?.etag } = message;
    if (etag !== secrets.get(id)?.etag) {
      return refusal('FAILED_PRECONDITION', 'The etag provided does not match.');
    }
    return secrets.delete(id) ? { body: {} } : notFound(id);
  },
  AddSecretVersion: addVersion,
  ListSecretVersions: ({ secrets }, { id, message }) => {
    const { filter } = message;
    const secret = secrets.get(id);
    if (secret === undefined) return notFound(id);
    const [, wanted] = /^state:(\w+)$/.exec(String(filter)) ?? [];
    if (filter !== undefined && wanted === undefined) return badFilter(filter);
    const shown = secret.versions.filter(({ state }) => state === (wanted ?? state));
    return page(
      'versions',
      shown.map((version) => versionView(id, secret, version)),
      message,
    );
  },
  AccessSecretVersion: ({ secrets }, { id, version }) => {
    const found = secrets
      .get(id)
      ?.versions.findLast(({ number }) => version === 'latest' || `${number}` === version);
    if (found === undefined) return notFound(`${id}/versions/${version}`);
    const name = `${nameOf(id)}/versions/${found.number}`;
    if (found.state !== 'ENABLED') {
      return refusal('FAILED_PRECONDITION', `Secret Version [${name}] is in ${found.state} state.`);
    }
    const { data } = found;
    const dataCrc32c = String(crc32c(Buffer.from(data, 'base64')));
    return { body: { name, payload: { data, dataCrc32c } } };
  },
};

function createSecret({ secrets, now }: SecretManagerState, { message }: Call): Answer {
  const id = String(message['secretId']);
  const { replication, labels = {} } = message['secret'] as Partial<FakeSecret>;
  if (!/^[\w-]{1,255}$/.test(id)) return refusal('INVALID_ARGUMENT', `"${id}" is no secret ID.`);
  if (Object.keys(replication ?? {}).length !== 1 || replication === undefined) {
    return refusal('INVALID_ARGUMENT', 'Secret.replication must be provided.');
  }
  if (!areLabels(labels)) return refusal('INVALID_ARGUMENT', 'Secret.labels are not allowed.');
  if (secrets.has(id)) return refusal('ALREADY_EXISTS', `Secret [${nameOf(id)}] already exists.`);
  const createTime = new Date(now()).toISOString();
  const etag = `"${crc32c(Buffer.from(`${id} ${createTime} ${secrets.size}`)).toString(16)}"`;
  const secret = { createTime, labels, replication, etag, versions: [] };
  secrets.set(id, secret);
  return { body: secretView(id, secret) };
}

const payloadBytesMax = 65_536;

function addVersion({ secrets, now }: SecretManagerState, { id, message }: Call): Answer {
  const { data = '', dataCrc32c } = message['payload'] as { data?: string; dataCrc32c?: unknown };
  const secret = secrets.get(id);
  if (secret === undefined) return notFound(id);
  const bytes = Buffer.from(data, 'base64');
  if (bytes.length === 0 || bytes.length > payloadBytesMax) {
    return refusal('INVALID_ARGUMENT', `The payload has ${bytes.length} bytes.`);
  }
  const isChecked = dataCrc32c !== undefined;
  if (isChecked && Number(dataCrc32c) !== crc32c(bytes)) {
    return refusal('INVALID_ARGUMENT', 'The checksum does not match the payload.');
  }
  const createTime = new Date(now()).toISOString();
  const number = secret.versions.length + 1;
  const version = { number, createTime, state: 'ENABLED', data, isChecked } satisfies FakeVersion;
  secret.versions.push(version);
  return { body: versionView(id, secret, version) };
}

/** Most of a page whatever was asked for: the server may give less than that. */
const serverPageMax = 2;

/** The newest first; `totalSize` is 0, which is not written, when there is a filter. */
function page(member: string, oldestFirst: readonly object[], message: Message): Answer {
  const { pageSize = 0, pageToken = '', filter } = message;
  const start = Number(pageToken);
  const isRight = Number(pageSize) >= 0 && Number.isInteger(start);
  if (!isRight) return refusal('INVALID_ARGUMENT', 'Page size or token is invalid.');
  const end = start + Math.min(Number(pageSize) || serverPageMax, serverPageMax);
  const items = oldestFirst.toReversed().slice(start, end);
  return {
    body: {
      ...(items.length > 0 && { [member]: items }),
      ...(end < oldestFirst.length && { nextPageToken: String(end) }),
      ...(filter === undefined && oldestFirst.length > 0 && { totalSize: oldestFirst.length }),
    },
  };
}

function secretView(id: string, { createTime, labels, replication, etag }: FakeSecret): object {
  return { name: nameOf(id), createTime, labels, replication, etag };
}

function versionView(
  id: string,
  { replication }: FakeSecret,
  { number, createTime, state, isChecked }: FakeVersion,
): object {
  const name = `${nameOf(id)}/versions/${number}`;
  const etag = `"${number}-${state}"`;
  return {
    ...{ name, createTime, state, etag, replicationStatus: replication },
    ...(isChecked && { clientSpecifiedPayloadChecksum: true }),
    ...(state === 'DESTROYED' && { destroyTime: createTime }),
  };
}

/** Google names the project by its number, whatever the caller said. */
function nameOf(id: string): string {
  return `projects/123456789012/secrets/${id}`;
}

function areLabels(labels: FakeSecret['labels']): boolean {
  const entries = Object.entries(labels);
  const isShort = (text: string) => Buffer.byteLength(text) <= 128;
  return (
    entries.length <= 64 &&
    entries.flat().every(isShort) &&
    entries.every(([key, value]) => {
      const isKey = /^[\p{Ll}\p{Lo}][\p{Ll}\p{Lo}\p{N}_-]{0,62}$/u.test(key);
      return isKey && /^[\p{Ll}\p{Lo}\p{N}_-]{0,63}$/u.test(value);
    })
  );
}

function notFound(id: string): Refusal {
  return refusal('NOT_FOUND', `Secret [${nameOf(id)}] not found.`);
}

function badFilter(filter: unknown): Refusal {
  return refusal('INVALID_ARGUMENT', `The filter "${filter}" is not understood.`);
}
