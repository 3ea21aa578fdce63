import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createProgramLives } from '../../scripts/chaos/program-lives.ts';
import { temporaryFolder } from '../shared/adapters/embedded/temporary-folder.ts';

interface Running {
  readonly child: ChildProcess;
  readonly written: () => string;
  readonly exitCode: Promise<number | null>;
}

let folder: ReturnType<typeof temporaryFolder>;
const children: ChildProcess[] = [];
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  folder.remove();
});

function node(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Running {
  const child = spawn(process.execPath, args, {
    env: { PATH: process.env['PATH'], TMPDIR: folder.path, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  const chunks: string[] = [];
  child.stdout.on('data', (chunk) => chunks.push(String(chunk)));
  child.stderr.on('data', (chunk) => chunks.push(String(chunk)));
  const exitCode = once(child, 'close').then(() => child.exitCode);
  return { child, written: () => chunks.join(''), exitCode };
}

function demo(...args: readonly string[]): Running {
  return node(['scripts/demo-chaos.ts', ...args]);
}

/** The counts of the table, by their names. */
function countsIn(text: string): Readonly<Record<string, number>> {
  const rows = text.matchAll(/^ {2,4}(\S.*?) {2,}(\d+)$/gm);
  return Object.fromEntries([...rows].map(([, name, count]) => [name, Number(count)]));
}

describe('npm run demo:chaos', () => {
  it('loses, doubles and touches nothing while the real program is killed', async () => {
    const { written, exitCode } = demo('--tenants', '8', '--kills', '6', '--seed', '3');

    expect(await exitCode, written()).toBe(0);
    expect(countsIn(written())).toMatchObject({
      ...{ tenants: 8, kills: 6, restarts: 8, active: 8, deleted: 8, lost: 0, stuck: 0 },
      ...{
        'doubled tenants': 0,
        'doubled mails': 0,
        'lost mails': 0,
        'doubled objects': 0,
        'missing objects': 0,
      },
      ...{ 'objects left after delete': 0, 'foreign writes': 0, 'calls outside': 0 },
    });
    expect(countsIn(written())['sign-ups sent again']).toBeGreaterThan(0);
    expect(written()).toContain('seed 3');
    expect(readdirSync(folder.path)).toEqual([]);
  }, 200_000);

  it('ends its program and removes its data when it is interrupted', async () => {
    const { child, written, exitCode } = demo('--tenants', '5', '--kills', '50');
    await vi.waitFor(() => expect(written()).toContain('kill 1 of 25'), { timeout: 40_000 });
    expect(readdirSync(folder.path)).toHaveLength(1);

    child.kill('SIGINT');

    expect(await exitCode).toBe(130);
    expect(written()).toContain('Interrupted by SIGINT');
    expect(readdirSync(folder.path)).toEqual([]);
  });

  it('names the command that replays a run that went wrong', async () => {
    const { written, exitCode } = node(
      ['scripts/demo-chaos.ts', '--tenants', '3', '--kills', '2', '--seed', '9'],
      { TMPDIR: join(folder.path, 'missing') },
    );

    expect(await exitCode).toBe(1);
    expect(written()).toContain('npm run demo:chaos -- --tenants 3 --kills 2 --seed 9');
  });

  it.each([
    ['--tenants', '0'],
    ['--kills', '101'],
    ['--seed', '1.5'],
    ['--speed', '1'],
  ])('refuses %s %s with how it is used', async (...args) => {
    const { written, exitCode } = demo(...args);

    expect(await exitCode).toBe(2);
    expect(written()).toContain('npm run demo:chaos -- [--tenants 50]');
  });
});

describe('createProgramLives()', () => {
  const lives = (signal: AbortSignal) =>
    createProgramLives({ dataFolder: join(folder.path, 'data'), environment: {}, signal });

  it('gives those who wait the next life that listens, after one that never did', async () => {
    const ending = new AbortController();
    const program = lives(ending.signal);
    const address = program.address();

    await program.startAndKill(50);
    await program.start();

    const response = await fetch(`${await address}/health`);
    expect(response.status).toBe(200);
    expect([program.starts(), program.kills()]).toEqual([2, 1]);
    await program.kill();
  });

  it('ends the program when the signal says so', async () => {
    const ending = new AbortController();
    const program = lives(ending.signal);
    await program.start();
    const address = await program.address();

    ending.abort(new Error('over'));
    await program.kill();

    await expect(fetch(`${address}/health`)).rejects.toThrow('fetch failed');
    await expect(program.address()).rejects.toThrow('over');
  });
});

describe('report-connections', () => {
  it.each([
    ['fetch', "fetch('http://127.0.0.1:2/')"],
    ['node:https', "import('node:https').then((https) => https.get('https://127.0.0.1:2/'))"],
    ['node:http2', "import('node:http2').then((http2) => http2.connect('http://127.0.0.1:2/'))"],
  ])('writes down what %s connects to', async (_, call) => {
    const log = join(folder.path, 'calls.log');
    const watcher = new URL('../../scripts/chaos/report-connections.ts', import.meta.url);
    watcher.searchParams.set('log', log);

    await node(['--import', watcher.href, '-e', call]).exitCode;

    expect(readFileSync(log, 'utf8')).toBe('127.0.0.1:2\n');
  });
});
