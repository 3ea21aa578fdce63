import type { SealedValues, Timespan, Vault } from '../../ports/vault.ts';
import {
  type ApiAnswer,
  type ApiRequest,
  requestApi,
  type SecretManagerConnection,
} from './secret-manager-api.ts';
import { vaultError } from './secret-manager-failure.ts';
import { decodePayload, encodePayload, objectOf } from './vault-payload.ts';

export interface SecretManagerVaultOptions extends SecretManagerConnection {
  /** Longest time of one call of the port, in milliseconds. */
  readonly callTimeoutMs: number;
  /**
   * Names the store whose tenants these are, as a label's value: deployments that share a project
   * never list each other's. Absent: nothing is listed.
   */
  readonly scope?: string;
}

type Api = (request: ApiRequest) => Promise<ApiAnswer>;

/** How many versions are read at a time, and at most; pages that one list reads. */
const width = 10;
const versionsMax = 1_000;
const pagesMax = 20;
const pageSize = 250;

const scopeLabel = 'tenantry-store';

/**
 * The vault in Google's Secret Manager: one secret for each tenant, `tenantry-<tenant id>`, and a version
 * for each wish that brought values. Versions are only added, so that two wishes at once lose nothing.
 */
export function createSecretManagerVault(options: SecretManagerVaultOptions): Vault {
  const api = (): Api => {
    const signal = AbortSignal.timeout(options.callTimeoutMs);
    return async (request) => await requestApi(options, signal, request);
  };
  return {
    put: async (tenantId, values) => {
      if (values.size > 0) await putValues(api(), { tenantId, values, scope: options.scope });
    },
    get: async (tenantId, tokens) =>
      tokens.length === 0 ? new Map() : await getValues(api(), tenantId, tokens),
    remove: async (tenantId) => {
      const path = `secrets/${secretId(tenantId)}`;
      const action = 'remove values';
      await api()({ method: 'DELETE', path, action, allows: ['NOT_FOUND'] });
    },
    list: async (span, limit) => {
      const { scope } = options;
      return scope === undefined ? [] : (await listTenants(api(), span, scope)).slice(0, limit);
    },
  };
}

const idPrefix = 'tenantry-';

function secretId(tenantId: string): string {
  return `${idPrefix}${tenantId}`;
}

interface ToPut {
  readonly tenantId: string;
  readonly values: SealedValues;
  readonly scope: string | undefined;
}

async function putValues(api: Api, { tenantId, values, scope }: ToPut): Promise<void> {
  const action = 'keep values';
  const data = encodePayload(values);
  if (data === undefined) throw vaultError(action, { what: 'refused', why: 'they are too many' });
  const latest = await readVersion(api, tenantId, 'latest');
  if (latest !== undefined && [...values.keys()].every((token) => latest.has(token))) return;
  if (latest === undefined) await createSecret(api, secretId(tenantId), scope);
  const path = `secrets/${secretId(tenantId)}:addVersion`;
  await api({ method: 'POST', path, body: { payload: { data } }, action });
}

async function createSecret(api: Api, id: string, scope: string | undefined): Promise<void> {
  const labels = { 'managed-by': 'tenantry', ...(scope !== undefined && { [scopeLabel]: scope }) };
  await api({
    method: 'POST',
    path: 'secrets',
    query: { secretId: id },
    body: { replication: { automatic: {} }, labels },
    action: 'make the secret of a tenant',
    allows: ['ALREADY_EXISTS'],
  });
}

/** The values of one version; undefined when there is none of that name, or it is disabled or destroyed. */
async function readVersion(
  api: Api,
  tenantId: string,
  version: string,
): Promise<SealedValues | undefined> {
  const { code, body } = await api({
    method: 'GET',
    path: `secrets/${secretId(tenantId)}/versions/${version}:access`,
    action: 'read values',
    allows: ['NOT_FOUND', 'FAILED_PRECONDITION'],
  });
  if (code !== 'OK') return undefined;
  const { data } = objectOf(body['payload']);
  return typeof data === 'string' ? decodePayload(data) : new Map();
}

/** Most tenants have all their values in the newest version; older ones are read only for what is missing. */
async function getValues(
  api: Api,
  tenantId: string,
  tokens: readonly string[],
): Promise<SealedValues> {
  const found = new Map<string, string>();
  const take = (values: SealedValues | undefined) => {
    for (const token of tokens) {
      const value = values?.get(token);
      if (value !== undefined) found.set(token, value);
    }
    return found.size === new Set(tokens).size;
  };
  if (take(await readVersion(api, tenantId, 'latest'))) return found;
  const versions = await listVersions(api, tenantId);
  for (let start = 0; start < versions.length; start += width) {
    const some = versions.slice(start, start + width);
    const read = await Promise.all(some.map((version) => readVersion(api, tenantId, version)));
    if (read.map(take).includes(true)) return found;
  }
  return found;
}

/** Numbers of the versions that can be read, the newest first. */
async function listVersions(api: Api, tenantId: string): Promise<readonly string[]> {
  const pages = pagesOf(api, 'versions', {
    method: 'GET',
    path: `secrets/${secretId(tenantId)}/versions`,
    query: { pageSize: String(versionsMax), filter: 'state:ENABLED' },
    action: 'list versions',
    allows: ['NOT_FOUND'],
  });
  const numbers: string[] = [];
  for await (const versions of pages) {
    numbers.push(
      ...versions.map(({ name }) => lastPart(name)).filter((part) => /^\d+$/.test(part)),
    );
    if (numbers.length >= versionsMax) break;
  }
  return numbers.slice(0, versionsMax);
}

/** Newest first, as the API sorts them: what is older than asked for ends the list. */
async function listTenants(
  api: Api,
  { from, until }: Timespan,
  scope: string,
): Promise<readonly string[]> {
  const pages = pagesOf(api, 'secrets', {
    method: 'GET',
    path: 'secrets',
    query: { pageSize: String(pageSize), filter: `labels.${scopeLabel}=${scope}` },
    action: 'list secrets',
  });
  const ids: string[] = [];
  for await (const secrets of pages) {
    const times = secrets.map(({ createTime }) => Date.parse(String(createTime)));
    const isMeant = (time = Number.NaN) => time >= Date.parse(from) && time < Date.parse(until);
    const names = secrets
      .filter((_, index) => isMeant(times[index]))
      .map(({ name }) => lastPart(name));
    ids.push(...names.filter((name) => name.startsWith(idPrefix)).map(idOfName));
    if (times.some((time) => time < Date.parse(from))) break;
  }
  return ids;
}

/** The items of a list, page by page: the API may put fewer on a page than were asked for. */
async function* pagesOf(
  api: Api,
  member: 'secrets' | 'versions',
  request: ApiRequest,
): AsyncGenerator<ReturnType<typeof itemsOf>> {
  let pageToken = '';
  for (let page = 0; page < pagesMax; page += 1) {
    const query = { ...request.query, ...(pageToken !== '' && { pageToken }) };
    const { body } = await api({ ...request, query });
    yield itemsOf(body[member]);
    pageToken = String(body['nextPageToken'] ?? '');
    if (pageToken === '') return;
  }
}

function idOfName(name: string): string {
  return name.slice(idPrefix.length);
}

function itemsOf(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.map(objectOf) : [];
}

/** `projects/123/secrets/a/versions/7` → `7`; Google may name the project by its number. */
function lastPart(name: unknown): string {
  return String(name).split('/').at(-1) ?? '';
}
