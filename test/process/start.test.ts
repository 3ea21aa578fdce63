import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

/** The real program, as `npm start` runs it. */
interface Program {
  readonly child: ChildProcess;
  readonly url: string;
  readonly text: () => string;
}

const root = new URL('../../', import.meta.url).pathname;
const programs: ChildProcess[] = [];
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tenantry-start-'));
});

afterEach(async () => {
  for (const child of programs.splice(0)) await end(child, 'SIGKILL');
  rmSync(folder, { recursive: true });
});

function launch(environment: Readonly<Record<string, string>> = {}): Omit<Program, 'url'> {
  const child = spawn(process.execPath, ['functions/local/main.ts'], {
    cwd: root,
    env: { PATH: process.env['PATH'], TENANTRY_DATA: folder, PORT: '0', ...environment },
  });
  const chunks: string[] = [];
  child.stdout.on('data', (chunk) => chunks.push(String(chunk)));
  child.stderr.on('data', (chunk) => chunks.push(String(chunk)));
  programs.push(child);
  return { child, text: () => chunks.join('') };
}

async function start(environment: Readonly<Record<string, string>> = {}): Promise<Program> {
  const { child, text } = launch(environment);
  const startedAt = Date.now();
  for (;;) {
    const url = /runs at (http:\S+)/.exec(text())?.[1];
    if (url !== undefined) return { child, text, url };
    if (child.exitCode !== null || Date.now() - startedAt > 15_000) throw new Error(text());
    await pause(20);
  }
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  const exit = once(child, 'exit');
  child.kill(signal);
  await exit;
  return child.exitCode;
}

// biome-ignore lint/suspicious/noExplicitAny: tests look at members that they expect to be there
type Json = any;

async function get(url: string): Promise<{ readonly status: number; readonly json: Json }> {
  const response = await fetch(url);
  return { status: response.status, json: await response.json() };
}

async function create(url: string, subdomain: string): Promise<Json> {
  const response = await fetch(`${url}/tenants`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ organization: 'Acme Ltd', subdomain, email: 'admin@acme.example' }),
  });
  return await response.json();
}

/** Polls as a caller would, by waiting for the tenant to settle. */
async function settled(url: string, id: string): Promise<Json> {
  return (await get(`${url}/tenants/${id}/status?wait=30`)).json;
}

describe('npm start', () => {
  it('brings a tenant from the sign-up body to active within 20 seconds', async () => {
    const { url } = await start();
    const startedAt = Date.now();

    const tenant = await create(url, 'acme');
    const status = await settled(url, tenant.id);

    expect(tenant.status).toBe('queued');
    expect(status).toMatchObject({ status: 'active', site_url: 'https://acme.kairos.app' });
    expect(Date.now() - startedAt).toBeLessThan(20_000);
  });

  it('deletes a tenant until it is 410', async () => {
    const { url } = await start();
    const { id } = await create(url, 'acme');
    await settled(url, id);

    const deleted = await fetch(`${url}/tenants/${id}`, { method: 'DELETE' });
    const after = await get(`${url}/tenants/${id}/status?wait=30`);

    expect(deleted.status).toBe(202);
    expect(after).toMatchObject({ status: 410, json: { code: 'tenant_deleted' } });
  });

  it('keeps tenants over kill -9 and finishes what was under way', async () => {
    const first = await start();
    const done = await create(first.url, 'done');
    await settled(first.url, done.id);
    const underWay = await create(first.url, 'under-way');
    await end(first.child, 'SIGKILL');

    const second = await start();
    const [before, after] = [
      (await get(`${second.url}/tenants/${done.id}`)).json,
      await settled(second.url, underWay.id),
    ];

    expect(before).toMatchObject({ status: 'active', slug: 'done' });
    expect(after).toMatchObject({ status: 'active', site_url: 'https://under-way.kairos.app' });
  });

  it('ends with 0 on SIGTERM, after the running requests and within a few seconds', async () => {
    const { child, url } = await start();
    const { id } = await create(url, 'acme');
    const { version } = (await get(`${url}/tenants/${id}/status`)).json;
    const waiting = get(`${url}/tenants/${id}/status?wait=30&since=${version + 1_000}`);
    await pause(200);
    const startedAt = Date.now();

    const code = await end(child, 'SIGTERM');

    expect(code).toBe(0);
    expect((await waiting).status).toBe(200);
    expect(Date.now() - startedAt).toBeLessThan(10_000);
  });

  it('gives its lease back on SIGTERM, so that the next start goes on at once', async () => {
    const first = await start({ LEASE_MS: '60000' });
    const { id } = await create(first.url, 'acme');
    await pause(300);
    await end(first.child, 'SIGTERM');

    const second = await start({ LEASE_MS: '60000' });
    const startedAt = Date.now();
    const status = await settled(second.url, id);

    expect(status.status).toBe('active');
    expect(Date.now() - startedAt).toBeLessThan(20_000);
  });

  it('says which variables it does not use, and uses none of them', async () => {
    const { url, text } = await start({
      KUBECONFIG: '/nonexistent',
      GOOGLE_CLOUD_PROJECT: 'nobody',
      USE_IN_CLUSTER: 'true',
    });

    const ready = await get(`${url}/health/ready`);

    expect(text()).toContain('KUBECONFIG is set and not used');
    expect(text()).toContain('GOOGLE_CLOUD_PROJECT is set and not used');
    expect(ready.json.dependencies.cluster).toEqual({ kind: 'simulated', status: 'ok' });
  });

  it('prints commands that work as they are', async () => {
    const { url, text } = await start();
    const [, body = ''] = /-d '([^']+)'/.exec(text()) ?? [];

    const response = await fetch(`${url}/tenants`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });

    expect(response.status).toBe(202);
    expect(text()).toContain(`${url}/docs`);
  });

  it('ends with 1 and a sentence when the port is taken', async () => {
    const busy = createServer().listen(0, '127.0.0.1');
    await once(busy, 'listening');
    const { port } = busy.address() as AddressInfo;

    const { child, text } = launch({ PORT: String(port) });
    const [code] = await once(child, 'exit');

    expect(code).toBe(1);
    expect(text()).toContain(`Cannot listen on 127.0.0.1:${port}: another program listens there`);
    expect(text()).not.toMatch(/\n\s+at /);
    busy.close();
  });

  it('ends with 1 and names every bad variable', async () => {
    const { child, text } = launch({ PORT: 'x', SWEEP_PERIOD_MS: '1' });
    const [code] = await once(child, 'exit');

    expect(code).toBe(1);
    expect(text()).toMatch(/PORT: must be .*\n {2}SWEEP_PERIOD_MS: must be /);
  });

  it('ends with 1 and names the kubeconfig that it cannot use', async () => {
    const { child, text } = launch({ TENANTRY_CLUSTER: 'kubeconfig', KUBECONFIG: '/nonexistent' });
    const [code] = await once(child, 'exit');

    expect(code).toBe(1);
    expect(text()).toContain('Cannot use the kubeconfig "/nonexistent"');
  });

  it('refuses to let others in without authentication', async () => {
    const { child, text } = launch({ HOST: '0.0.0.0', AUTH: 'off' });
    const [code] = await once(child, 'exit');

    expect(code).toBe(1);
    expect(text()).toMatch(/AUTH: must be .*loopback/);
  });

  it('makes one admin key with AUTH=on, and keeps it', async () => {
    const first = await start({ AUTH: 'on' });
    const path = join(folder, 'api-key');
    const key = readFileSync(path, 'utf8').trim();
    const headers = { 'x-api-key': key };
    const answers = [
      await fetch(`${first.url}/tenants`),
      await fetch(`${first.url}/tenants`, { headers }),
    ];
    await end(first.child, 'SIGTERM');

    const second = await start({ AUTH: 'on' });
    const again = await fetch(`${second.url}/tenants`, { headers });

    expect(answers.map(({ status }) => status)).toEqual([401, 200]);
    expect(again.status).toBe(200);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(first.text()).toContain(path);
    expect(first.text()).not.toContain(key);
  });

  it('shares a data folder with a second one', async () => {
    const [first, second] = [await start(), await start()];

    const created = await Promise.all(
      Array.from({ length: 6 }, (_, index) =>
        create(index % 2 === 0 ? first.url : second.url, `acme-${index}`),
      ),
    );
    const statuses = await Promise.all(
      created.map(({ id }, index) => settled(index % 2 === 0 ? second.url : first.url, id)),
    );

    expect(statuses.map(({ status }) => status)).toEqual(created.map(() => 'active'));
  });

  it('keeps its data in TENANTRY_DATA only', async () => {
    await start();

    expect(existsSync(join(folder, 'tenantry.sqlite'))).toBe(true);
  });
});
