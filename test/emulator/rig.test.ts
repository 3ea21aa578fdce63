import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { describe, expect, inject, it } from 'vitest';
import { isRunning } from '../rig/processes.ts';
import { waitUntil } from '../rig/wait-until.ts';
import { readEmulatorsRecord } from './rig/emulators-record.ts';
import { startEmulators } from './rig/start-emulators.ts';

describe('the emulators of a run', () => {
  it.each(['firestoreHost', 'pubsubHost'] as const)('answer on loopback: %s', async (host) => {
    const address = inject('emulators')[host];

    const answer = await fetch(`http://${address}/`);

    expect(address).toMatch(/^127\.0\.0\.1:\d+$/);
    expect(answer.status).toBe(200);
  });
});

describe('startEmulators()', () => {
  it('leaves no process and no folder at its stop', async () => {
    const emulators = await startEmulators();
    const processes = processesOf(emulators.dir);
    expect(processes.map(isRunning)).toEqual([true, true]);

    await emulators.stop();

    expect(processes.map(isRunning)).toEqual([false, false]);
    expect(existsSync(emulators.dir)).toBe(false);
  });

  it('ends with the process that started it, even when that is killed', async () => {
    const parent = spawn(process.execPath, ['--input-type=module', '--eval', startAndWait], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = await once(parent.stdout, 'data');
    const dir = String(line).trim();
    const processes = processesOf(dir);
    expect(processes.map(isRunning)).toEqual([true, true]);

    parent.kill('SIGKILL');

    await waitUntil({ what: 'the end', limitMs: 20_000, isDone: () => !existsSync(dir) });
    expect(processes.map(isRunning)).toEqual([false, false]);
  });

  it('fails and says how to get the emulators when they are missing', async () => {
    const start = startEmulators({ ...process.env, CLOUDSDK_ROOT_DIR: '/nonexistent' });

    await expect(start).rejects.toThrow('gcloud components install cloud-firestore-emulator');
  });
});

function processesOf(dir: string) {
  const pids = Object.values(readEmulatorsRecord(dir)?.pids ?? {});
  return pids.map((pid) => ({ pid, mark: `${dir}/` }));
}

const startAndWait = `
  const { startEmulators } = await import(${JSON.stringify(new URL('./rig/start-emulators.ts', import.meta.url).href)});
  const { dir } = await startEmulators();
  console.log(dir);
  setInterval(() => {}, 1_000);
`;
