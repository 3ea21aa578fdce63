import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { functionNames } from '../../scripts/bundle/function-names.ts';
import { endProcess } from '../fakes/bundle-process.ts';
import { type BundleWorld, createBundleWorld } from '../fakes/bundle-world.ts';
import { aPost, type HttpAnswer, httpCall } from '../fakes/http-call.ts';

const noKeys = 'http://127.0.0.1:9/keys';
let world: BundleWorld;

beforeAll(async () => {
  world = await createBundleWorld(functionNames, noKeys);
});
afterAll(async () => await world.close());

describe('a bundle', () => {
  it.each(functionNames)('of %s starts from its own files and ends with 0', async (name) => {
    const { url, end } = await world.start(name);

    const health = await httpCall(`${url}/health`);
    const ready = await httpCall(`${url}/health/ready`);

    expect(health).toMatchObject({ status: 200, json: { status: 'ok' } });
    expect(ready).toMatchObject({ status: 200, json: { status: 'ready' } });
    expect(await end()).toBe(0);
  });

  it.each(functionNames.filter((name) => name !== 'docs'))(
    'of %s refuses to start without its settings, in a sentence',
    async (name) => {
      const { child, output } = world.launch(name, {});
      const [code] = await once(child, 'exit');

      expect(code).toBe(1);
      expect(output()).toMatch(
        /^Cannot start: \d environment variable\(s\) to mend\n {2}TENANTRY_STORE: /,
      );
      expect(output()).not.toMatch(/\n\s+at /);
    },
  );

  it('of provision refuses to start with a simulated cluster beside Firestore itself', async () => {
    const firestore = { TENANTRY_STORE: 'firestore', GOOGLE_CLOUD_PROJECT: 'demo-tenantry' };
    const environment = { ...world.settings, ...firestore, HOST: '127.0.0.1' };
    const { child, output } = world.launch('provision', environment);
    const [code] = await once(child, 'exit');

    expect(code).toBe(1);
    expect(output()).toMatch(/^Cannot start: 1 .*\n {2}TENANTRY_CLUSTER: must be kubeconfig or/);
  });

  it('of docs serves its pages with what they show', async () => {
    const { url } = await world.start('docs', {});

    const pages = await Promise.all(
      ['/docs', '/redoc', '/openapi.json'].map((path) => httpCall(`${url}${path}`)),
    );
    const html = pages.map(({ text }) => text).join('');
    const files = [...html.matchAll(/"(\/docs\/assets\/[^"]+)"/g)];
    const assets = await Promise.all(files.map(([, path]) => httpCall(`${url}${path}`)));

    expect(pages.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(pages[2]?.json).toEqual(JSON.parse(readFileSync('docs/openapi.json', 'utf8')));
    expect(files.length).toBeGreaterThan(4);
    expect(new Set(assets.map(({ status }) => status))).toEqual(new Set([200]));
  });

  it('says so when its port is taken, and ends with 1', async () => {
    const { url } = await world.start('docs', {});

    const { child, output } = world.launch('docs', { HOST: '127.0.0.1', PORT: new URL(url).port });
    const [code] = await once(child, 'exit');

    expect(code).toBe(1);
    expect(output()).toMatch(/^Cannot listen on 127\.0\.0\.1:\d+: another program listens there/);
  });

  it('demands a key of its callers unless AUTH is off', async () => {
    const { AUTH: _off, ...environment } = world.settings;
    const { url } = await world.start('list', environment);

    const answer = await httpCall(`${url}/tenants`);

    expect(answer).toMatchObject({ status: 401, json: { code: 'unauthenticated' } });
  });
});

describe('scripts/create-key.ts', () => {
  it('makes a key that a function takes', async () => {
    const { AUTH: _off, ...environment } = world.settings;
    const env = { ...environment, PATH: process.env['PATH'] };

    const made = spawnSync(process.execPath, ['scripts/create-key.ts', 'ops', 'viewer'], { env });
    const key = made.stdout.toString().trim();
    const { url } = await world.start('list', environment);
    const answer = await httpCall(`${url}/tenants`, { headers: { 'x-api-key': key } });

    expect(made.status).toBe(0);
    expect(answer.status).toBe(200);
  });
});

describe('a function that is served by its own main', () => {
  let url: string;
  let pid: number | undefined;

  beforeAll(async () => {
    const create = await world.start('create');
    url = create.url;
    pid = create.child.pid;
  });

  it.each([
    [404, 'route_not_found', '/favicon.ico'],
    [404, 'route_not_found', '/robots.txt'],
    [404, 'route_not_found', '/nowhere'],
    [400, 'malformed_request', '/%'],
    [400, 'malformed_request', '/tenants/%ff'],
    [414, 'uri_too_long', `/${'x'.repeat(5_000)}`],
    [405, 'method_not_allowed', '/tenants'],
  ])('answers %i %s with a problem', async (status, code, path) => {
    const answer = await httpCall(`${url}${path}`);

    expect(answer).toMatchObject({ status, type: 'application/problem+json', json: { code } });
  });

  it.each([
    [400, 'malformed JSON', aPost('{"a":')],
    [422, 'a JSON primitive', aPost('1')],
    [415, 'an unknown charset', aPost('{}', { 'content-type': 'application/json;charset=foo' })],
    [415, 'a form', aPost('a=1', { 'content-type': 'application/x-www-form-urlencoded' })],
    [415, 'an unknown encoding', aPost('{}', { 'content-encoding': 'zstd' })],
    [400, 'bytes that are no gzip', aPost('x', { 'content-encoding': 'gzip' })],
    [413, 'a large body', aPost('x'.repeat(100_000))],
  ])('answers %i to %s, with a problem', async (status, _name, request) => {
    const answer = await httpCall(`${url}/tenants`, request);

    expect(answer).toMatchObject({ status, type: 'application/problem+json' });
  });

  it.each([
    ['broken HTTP', 'nonsense\r\n\r\n'],
    ['a broken Host', 'GET / HTTP/1.1\r\nhost: a b\r\nconnection: close\r\n\r\n'],
    ['TRACE', 'TRACE / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n'],
  ])('answers %s with a problem', async (_name, text) => {
    const answer = await raw(url, text);

    expect(answer).toMatch(/^HTTP\/1.1 4\d\d /);
    expect(answer).toContain('application/problem+json');
  });

  it('refuses a gzip bomb before it is inflated', async () => {
    const before = residentBytes(pid);

    const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' };
    const body = gzipSync(Buffer.alloc(60_000_000));
    const answer = await httpCall(`${url}/tenants`, { method: 'POST', headers, body });

    expect(answer).toMatchObject({ status: 413, json: { code: 'body_too_large' } });
    expect(residentBytes(pid) - before).toBeLessThan(32 * 1024 * 1024);
  });

  it('refuses a large chunked body before it is collected', async () => {
    const chunk = `4000\r\n${'x'.repeat(0x4000)}\r\n`;
    const head = 'POST /tenants HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n';

    const answer = await raw(url, head + chunk.repeat(8));

    expect(answer).toMatch(/^HTTP\/1.1 413 /);
    expect(answer).toContain('"code":"body_too_large"');
  });
});

describe("the framework's command line", () => {
  it('serves a function from its source', async () => {
    const port = String(20_000 + (process.pid % 10_000));
    const main = 'node_modules/@google-cloud/functions-framework/build/src/main.js';
    const target = ['--target=create', '--source=functions/create/main.ts', `--port=${port}`];
    const env = { ...world.settings, PATH: process.env['PATH'], HOST: '127.0.0.1' };

    const child = spawn(process.execPath, [main, ...target], { env, stdio: 'ignore' });
    const body = { organization: 'Acme Ltd', subdomain: 'by-cli', email: 'a@acme.example' };
    const answer = await retried(() => httpCall(`http://127.0.0.1:${port}/tenants`, aPost(body)));
    await endProcess(child, 'SIGKILL');

    expect(answer).toMatchObject({ status: 202, json: { slug: 'by-cli', status: 'queued' } });
  });
});

/** Writes bytes as they are and resolves to all that comes back until the server hangs up. */
async function raw(url: string, text: string): Promise<string> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => chunks.push(chunk)).on('error', () => undefined);
  socket.write(text);
  await once(socket, 'close');
  return Buffer.concat(chunks).toString();
}

function residentBytes(pid: number | undefined): number {
  const [, kilobytes] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) * 1024;
}

/** Repeats what cannot connect yet, for ten seconds at most. */
async function retried(work: () => Promise<HttpAnswer>): Promise<HttpAnswer> {
  for (let turns = 0; turns < 200; turns += 1) {
    try {
      return await work();
    } catch {
      await pause(50);
    }
  }
  return await work();
}
