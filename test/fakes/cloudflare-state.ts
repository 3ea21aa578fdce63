import { randomBytes } from 'node:crypto';
import type { z } from 'zod';
import { type FakeAnswer, type FakeRequest, failure, success } from './cloudflare-answers.ts';
import {
  type Cname,
  type Configuration,
  cnameSchema,
  configurationSchema,
  listQuerySchema,
} from './cloudflare-schemas.ts';

export const fakeZoneId = '023e105f4ecef8ad9ca31a8372d0c353';
export const fakeAccountId = '699d98642c564d2e855e9661899b7252';
export const fakeTunnelId = 'f70ff985-a4ef-4643-bbbc-4a0ed4fc8415';
export const fakeToken = 'fake-token-0123456789-0123456789-01234567';

/** A record as Cloudflare keeps it: what was written, and its own. */
export interface FakeRecord extends Omit<Cname, 'type'> {
  readonly id: string;
  readonly type: string;
}

/** What the fake has, to look at and to change behind Tenantry's back. */
export interface CloudflareState {
  readonly records: FakeRecord[];
  /** Null: nobody has configured the tunnel. */
  config: Configuration | null;
  version: number;
  source: 'cloudflare' | 'local';
  /** Answers what the token may not do with 403. */
  isReadOnly: boolean;
  answer(request: FakeRequest): FakeAnswer;
  /** Adds a record of somebody else. */
  plant(record: Partial<FakeRecord> & Pick<FakeRecord, 'name'>): void;
  hosts(): readonly (string | undefined)[];
}

const recordsPath = `/client/v4/zones/${fakeZoneId}/dns_records`;
const tunnelPath = `/client/v4/accounts/${fakeAccountId}/cfd_tunnel/${fakeTunnelId}/configurations`;
const token = `Bearer ${fakeToken}`;

/** An empty zone, and a tunnel that has only its catch-all. */
export function createCloudflareState(): CloudflareState {
  const state: CloudflareState = {
    records: [],
    config: { ingress: [{ service: 'http_status:404' }], 'warp-routing': { enabled: false } },
    version: 7,
    source: 'cloudflare',
    isReadOnly: false,
    answer: (request) => refusedCaller(state, request) ?? route(state, request),
    plant: (record) => {
      const some = { type: 'CNAME', content: 'elsewhere.example', proxied: true, ttl: 1 };
      state.records.push({ id: newId(), ...some, ...record });
    },
    hosts: () => (state.config?.ingress ?? []).map(({ hostname }) => hostname),
  };
  return state;
}

function refusedCaller({ isReadOnly }: CloudflareState, request: FakeRequest) {
  const { authorization } = request.headers;
  if (authorization === undefined) return failure(400, 9106, 'Missing Authorization header');
  if (authorization !== token) return failure(401, 10_000, 'Authentication error');
  const isWrite = request.method !== 'GET';
  if (isReadOnly && isWrite) return failure(403, 10_000, 'Authentication error');
  const hasJson = request.headers['content-type'] === 'application/json';
  if (request.body !== '' && !hasJson) return failure(415, 10_015, 'Unsupported content type');
  return undefined;
}

function route(state: CloudflareState, request: FakeRequest): FakeAnswer {
  const { method, url } = request;
  const { pathname } = url;
  const operation = `${method} ${pathname}`;
  if (operation === `GET ${recordsPath}`) return listRecords(state, url);
  if (url.search !== '') return failure(400, 9005, 'Only a list has a query');
  if (operation === `POST ${recordsPath}`) return createRecord(state, request.body);
  if (operation === `GET ${tunnelPath}`) return success(tunnelOf(state));
  if (operation === `PUT ${tunnelPath}`) return putTunnel(state, request.body);
  const id = new RegExp(`^${recordsPath}/([0-9a-f]{32})$`).exec(pathname)?.[1];
  const index = state.records.findIndex((one) => one.id === id);
  const record = state.records[index];
  if (id === undefined) return failure(404, 7003, 'Could not route to that path');
  if (record === undefined) return failure(404, 81_044, 'Record does not exist.');
  if (method === 'GET') return success(recordView(record));
  if (method === 'PATCH') return changeRecord(state, index, request.body);
  if (method !== 'DELETE') return failure(405, 10_000, 'Method not allowed');
  state.records.splice(index, 1);
  return success({ id });
}

function listRecords({ records }: CloudflareState, url: URL): FakeAnswer {
  const query = listQuerySchema.safeParse(Object.fromEntries(url.searchParams));
  if (!query.success) return invalid(query.error);
  const { 'name.exact': wanted, page, per_page } = query.data;
  const found = records.filter(({ name }) => wanted === undefined || isSame(name, wanted));
  const shown = found.slice((page - 1) * per_page, page * per_page);
  const counts = { count: shown.length, total_count: found.length };
  const total_pages = Math.ceil(found.length / per_page);
  return success(shown.map(recordView), { page, per_page, ...counts, total_pages });
}

/** Records that leave no place for a CNAME of the same name. */
const hostTypes: ReadonlySet<string> = new Set(['A', 'AAAA', 'CNAME', 'NS']);

/** Names compare without case (RFC 4343). */
function isSame(name: string, other: string): boolean {
  return name.toLowerCase() === other.toLowerCase();
}

function createRecord(state: CloudflareState, body: string): FakeAnswer {
  const parsed = cnameSchema.safeParse(parseJson(body));
  if (!parsed.success) return invalid(parsed.error);
  const same = state.records.find(
    ({ name, type }) => hostTypes.has(type) && isSame(name, parsed.data.name),
  );
  if (same !== undefined) {
    const isIdentical = same.type === 'CNAME' && same.content === parsed.data.content;
    return failure(400, isIdentical ? 81_058 : 81_053, 'A record with that host already exists.');
  }
  if (isSame(parsed.data.name, parsed.data.content)) {
    return failure(400, 9005, 'A CNAME must not lead to itself');
  }
  const record = { id: newId(), ...parsed.data };
  state.records.push(record);
  return success(recordView(record));
}

function changeRecord(state: CloudflareState, index: number, body: string): FakeAnswer {
  const parsed = cnameSchema.partial().safeParse(parseJson(body));
  if (!parsed.success) return invalid(parsed.error);
  const known = Object.entries(parsed.data).filter(([, value]) => value !== undefined);
  const record = { ...state.records[index], ...Object.fromEntries(known) } as FakeRecord;
  state.records.splice(index, 1, record);
  return success(recordView(record));
}

/** A record as it is answered. */
function recordView(record: FakeRecord): unknown {
  const { comment, proxied = false, tags = [], settings = {} } = record;
  const isProxiable = ['A', 'AAAA', 'CNAME'].includes(record.type);
  return {
    ...{ ...record, proxied, tags, settings, comment: comment ?? null, meta: {} },
    ...{ proxiable: isProxiable, created_on: someTime, modified_on: someTime },
    ...(comment !== undefined && { comment_modified_on: someTime }),
  };
}

const someTime = '2026-01-01T00:00:00.00000Z';

function tunnelOf({ config, version, source }: CloudflareState): unknown {
  const ids = { account_id: fakeAccountId, tunnel_id: fakeTunnelId };
  return { ...ids, version, config, source, created_at: someTime };
}

function putTunnel(state: CloudflareState, body: string): FakeAnswer {
  const parsed = configurationSchema.safeParse(parseJson(body));
  if (!parsed.success) return invalid(parsed.error);
  const { config } = parsed.data;
  const last = config.ingress?.at(-1);
  const isCatchingAll = last !== undefined && !last.hostname && !last.path;
  if (config.ingress !== undefined && !isCatchingAll) {
    return failure(400, 1056, 'Bad Configuration: The last ingress rule must match all URLs');
  }
  const routing = state.config?.['warp-routing'];
  state.config = { ...config, ...(routing !== undefined && { 'warp-routing': routing }) };
  state.version += 1;
  return success(tunnelOf(state));
}

function invalid(error: z.ZodError): FakeAnswer {
  return failure(400, 9005, error.message);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function newId(): string {
  return randomBytes(16).toString('hex');
}
