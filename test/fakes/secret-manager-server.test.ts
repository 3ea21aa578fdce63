import { SecretManagerServiceClient } from '@google-cloud/secret-manager';
import { PassThroughClient } from 'google-auth-library';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSecretManagerVault } from '../../shared/adapters/secret-manager/create-secret-manager-vault.ts';
import { crc32c } from './crc32c.ts';
import { httpCall } from './http-call.ts';
import { answerFault, readCall } from './secret-manager-api.ts';
import { type SecretManagerServer, startSecretManagerServer } from './secret-manager-server.ts';

const now = () => Date.parse('2026-01-01T00:00:00Z');
const project = 'projects/acme-control';
const ada = '5a3b1e0c-0000-4000-8000-00000000000a';
const value = new Map([['sealed:v1:a', 'open sesame']]);
const automatic = { replication: { automatic: {} } };

let server: SecretManagerServer;

beforeEach(async () => {
  server = await startSecretManagerServer(now);
});

afterEach(async () => await server.close());

type Sent = readonly [verb: string, path: string, body?: unknown];

async function call(...[verb, path, body]: Sent) {
  return await httpCall(`${server.url}/v1/${project}/${path}`, {
    method: verb,
    ...(body !== undefined && {
      headers: { 'content-type': 'application/json' },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    }),
  });
}

const payloadOf = (bytes: string | Buffer, dataCrc32c?: string) => ({
  payload: { data: Buffer.from(bytes).toString('base64'), ...(dataCrc32c && { dataCrc32c }) },
});

const creates = (secret: unknown): Sent => ['POST', 'secrets?secretId=b', secret];
const adds = (body: unknown): Sent => ['POST', 'secrets/a:addVersion', body];

describe('startSecretManagerServer()', () => {
  it.each<[string, Sent, string]>([
    ['an unknown member', creates({ ...automatic, tll: '1s' }), 'secret'],
    [
      'one deeper',
      creates({ replication: { automatic: { a: 1 } } }),
      'secret.replication.automatic',
    ],
    ['a number for a text', creates({ labels: { a: 1 } }), 'secret.labels["a"]'],
    ['a list for a map', creates({ labels: [] }), 'secret.labels'],
    ['a text for a list', creates({ topics: 'a' }), 'secret.topics'],
    ['a wrong item', creates({ topics: [{}, 'a'] }), 'secret.topics[1]'],
    ['a text for a message', creates({ replication: 'a' }), 'secret.replication'],
    ['an unknown enum value', creates({ secretType: 'X' }), 'secret.secretType'],
    ['no duration', creates({ ttl: 60 }), 'secret.ttl'],
    ['no time', creates({ expireTime: 'soon' }), 'secret.expireTime'],
    ['two of a oneof', creates({ ttl: '60s', expireTime: '2027-01-01T00:00:00Z' }), 'secret'],
    ['an output-only field', creates({ name: 'b' }), 'secret.name'],
    ['no JSON', creates('{'), ''],
    ['no secret', creates(undefined), 'secret'],
    ['no id', ['POST', 'secrets', automatic], 'secretId'],
    ['an unknown parameter', ['GET', 'secrets?page=1'], 'page'],
    ['a parameter of the body', ['POST', 'secrets?secretId=b&secret=c', automatic], 'secret'],
    ['a parameter of the path', ['GET', 'secrets?parent=c'], 'parent'],
    ['a parameter twice', ['GET', 'secrets?pageSize=1&pageSize=2'], 'pageSize'],
    ['a page of text', ['GET', 'secrets?pageSize=many'], 'pageSize'],
    ['a page size of 2³¹', ['GET', 'secrets?pageSize=2147483648'], 'pageSize'],
    ['a body where none is', ['DELETE', 'secrets/a', {}], ''],
    ['no base64', adds({ payload: { data: 'a b' } }), 'payload.data'],
    ['half base64', adds({ payload: { data: 'a' } }), 'payload.data'],
    ['no payload', adds({}), 'payload'],
    ['a broken checksum', adds(payloadOf('a', '1.5')), 'payload.dataCrc32c'],
  ])('refuses %s, which the published definition does not know', async (_, sent, field) => {
    const { status, json } = await call(...sent);

    expect(status).toBe(400);
    expect(json.error).toMatchObject({ code: 400, status: 'INVALID_ARGUMENT' });
    const [{ '@type': type, fieldViolations }] = json.error.details;
    expect(type).toBe('type.googleapis.com/google.rpc.BadRequest');
    expect(fieldViolations).toEqual([{ field, description: expect.any(String) }]);
    expect(server.calls()).toEqual([]);
  });

  it.each([
    ['PUT', 'secrets/a'],
    ['GET', 'secret'],
    ['POST', 'secrets/a:add'],
    ['GET', 'secrets/a/b/versions'],
  ])('has no method %s %s', async (verb, path) => {
    expect(await call(verb, path)).toMatchObject({ status: 404, type: 'text/html' });
    expect(server.calls()).toEqual([]);
  });

  it.each<[string, Sent]>([
    ['no replication', creates({})],
    ['an empty replication', creates({ replication: {} })],
    ['a bad id', ['POST', 'secrets?secretId=b.c', automatic]],
    ['a long id', ['POST', `secrets?secretId=${'b'.repeat(256)}`, automatic]],
    ['a label in capitals', creates({ ...automatic, labels: { A: 'a' } })],
    ['a long label', creates({ ...automatic, labels: { a: 'a'.repeat(64) } })],
    ['no bytes', adds(payloadOf(''))],
    ['65,537 bytes', adds(payloadOf(Buffer.alloc(65_537)))],
    ['a wrong checksum', adds(payloadOf('a', '1'))],
  ])('refuses %s, by the documentation', async (_, sent) => {
    await call('POST', 'secrets?secretId=a', automatic);

    const { status, json } = await call(...sent);

    expect([status, json.error.status]).toEqual([400, 'INVALID_ARGUMENT']);
  });

  it('takes 65,536 bytes, and an id and a label of full length', async () => {
    const id = 'a'.repeat(255);
    const labels = { ['ä'.repeat(63)]: '1'.repeat(63) };
    const created = await call('POST', `secrets?secretId=${id}`, { ...automatic, labels });
    const added = await call('POST', `secrets/${id}:addVersion`, payloadOf(Buffer.alloc(65_536)));

    expect([created.status, added.status]).toEqual([200, 200]);
  });

  it.each<[Sent, number, string]>([
    [['POST', 'secrets?secretId=a', automatic], 409, 'ALREADY_EXISTS'],
    [['DELETE', 'secrets/b'], 404, 'NOT_FOUND'],
    [['DELETE', 'secrets/a?etag=%22x%22'], 400, 'FAILED_PRECONDITION'],
    [['GET', 'secrets/a/versions/latest:access'], 404, 'NOT_FOUND'],
    [['GET', 'secrets?filter=labels.list():a'], 400, 'INVALID_ARGUMENT'],
    [['GET', 'secrets?pageToken=x'], 400, 'INVALID_ARGUMENT'],
    [['POST', 'secrets/a/versions/1:disable', {}], 501, 'UNIMPLEMENTED'],
  ])('answers %j with %i %s', async (sent, code, status) => {
    await call('POST', 'secrets?secretId=a', automatic);

    const answer = await call(...sent);

    expect([answer.status, answer.json.error.status]).toEqual([code, status]);
  });
});

describe('answerFault()', () => {
  it.each([
    [{ createTime: '2026-01-01T00:00:00Z', labels: {} }, undefined],
    [{ createTime: 'soon' }, 'createTime'],
    [{ ttl: '60s' }, 'ttl'],
    [{ secrets: [] }, ''],
  ])('looks at the answer %j as at a request', (answer, field) => {
    const url = new URL(`http://localhost/v1/${project}/secrets/a`);
    const read = readCall({ method: 'GET', url, headers: {}, body: '' });
    const fault = 'route' in read ? answerFault(read.route, answer) : read.fault;

    expect(fault).toEqual(field === undefined ? undefined : expect.objectContaining({ field }));
  });
});

/** Google's own client, by REST, without credentials. */
function aClient(): SecretManagerServiceClient {
  const { hostname, port } = new URL(server.url);
  return new SecretManagerServiceClient({
    ...{ fallback: true, protocol: 'http', apiEndpoint: hostname, port: Number(port) },
    authClient: new PassThroughClient(),
  });
}

function aVault() {
  const connection = { url: server.url, projectId: 'acme-control', scope: 'default' };
  return createSecretManagerVault({ ...connection, callTimeoutMs: 5_000 });
}

describe("Google's client of Secret Manager", () => {
  it('makes, finds, reads and deletes a secret', async () => {
    const client = aClient();
    const secret = `${project}/secrets/a`;
    const data = Buffer.from('open sesame');
    const labels = { 'managed-by': 'tenantry' };

    const [made] = await client.createSecret({
      ...{ parent: project, secretId: 'a', secret: { ...automatic, labels } },
    });
    const [added] = await client.addSecretVersion({
      parent: secret,
      payload: { data, dataCrc32c: crc32c(data) },
    });
    const [read] = await client.accessSecretVersion({ name: `${secret}/versions/latest` });
    const filter = 'labels.managed-by=tenantry';
    const [found] = await client.listSecrets({ parent: project, filter });
    await client.deleteSecret({ name: secret, etag: made.etag ?? null });

    expect(made).toMatchObject({ labels, replication: { automatic: {} } });
    expect(added).toMatchObject({ state: 'ENABLED', clientSpecifiedPayloadChecksum: true });
    expect(read.payload).toMatchObject({ data, dataCrc32c: String(crc32c(data)) });
    expect(found).toEqual([made]);
    expect([...server.secrets.keys()]).toEqual([]);
  });

  it('reads what our vault has put, all versions of it, and deletes it', async () => {
    const client = aClient();
    const name = `${project}/secrets/tenantry-${ada}`;
    for (const token of ['a', 'b', 'c', 'd', 'e']) {
      await aVault().put(ada, new Map([[token, token]]));
    }

    const [secret] = await client.getSecret({ name });
    const [versions] = await client.listSecretVersions({ parent: name, filter: 'state:ENABLED' });
    const [{ payload }] = await client.accessSecretVersion({ name: `${name}/versions/1` });
    await client.deleteSecret({ name });

    expect(secret.labels).toEqual({ 'managed-by': 'tenantry', 'tenantry-store': 'default' });
    expect(versions.map((version) => version.name?.split('/').at(-1))).toEqual([...'54321']);
    expect(JSON.parse(String(payload?.data))).toEqual({ schema: 1, values: { a: 'YQ==' } });
    expect(await aVault().get(ada, ['a'])).toEqual(new Map());
  });

  it('makes what our vault reads, lists and deletes', async () => {
    const client = aClient();
    const labels = { 'managed-by': 'tenantry', 'tenantry-store': 'default' };
    const secretId = `tenantry-${ada}`;
    const parent = `${project}/secrets/${secretId}`;
    await client.createSecret({ parent: project, secretId, secret: { ...automatic, labels } });
    const data = Buffer.from('{"schema":1,"values":{"sealed:v1:a":"b3BlbiBzZXNhbWU="}}');
    await client.addSecretVersion({ parent, payload: { data } });

    const span = { from: '2025-12-31T00:00:00.000Z', until: '2026-01-02T00:00:00.000Z' };

    expect(await aVault().get(ada, ['sealed:v1:a'])).toEqual(value);
    expect(await aVault().list(span, 10)).toEqual([ada]);
    await aVault().remove(ada);
    await expect(client.getSecret({ name: parent })).rejects.toMatchObject({ code: 5 });
  });

  it('is told of a refusal in the form that it knows', async () => {
    const refused = aClient().createSecret({ parent: project, secretId: 'a.b', secret: automatic });

    await expect(refused).rejects.toMatchObject({ code: 3, message: /is no secret ID/ });
  });
});
