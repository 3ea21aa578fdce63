import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { waitUntil } from '../rig/wait-until.ts';
import { isComponentRunning } from './rig/component-control.ts';
import { connectRig } from './rig/connect-rig.ts';
import { parts } from './rig/parts.ts';
import { componentNames, type RigRecord, readRigRecord } from './rig/rig-record.ts';
import { startControlPlane } from './rig/start-control-plane.ts';

let dir: string;

beforeEach(() => {
  dir = join(mkdtempSync(join(tmpdir(), 'tenantry-rigs-')), 'rig');
});

afterEach(() => {
  rmSync(join(dir, '..'), { recursive: true, force: true });
});

describe('startControlPlane()', () => {
  it('starts a second control plane that has nothing to do with the first', async () => {
    const first = connectRig(inject('rig').dir);
    const second = await startControlPlane({ dir });
    const path = '/api/v1/namespaces/default/configmaps';

    await first.request({ method: 'POST', path, body: { metadata: { name: 'only-in-first' } } });

    const answer = await second.request({ method: 'GET', path: `${path}/only-in-first` });
    await second.stop();
    expect(answer.status).toBe(404);
  });

  it('refuses a folder that is not empty', async () => {
    const { dir: taken } = inject('rig');

    await expect(startControlPlane({ dir: taken })).rejects.toThrow('the folder is not empty');
  });

  it('shows the log of a program that ends at once, and leaves nothing behind', async () => {
    const bin = join(dir, '..', 'bin');
    for (const file of parts.flatMap(({ files }) => files)) {
      mkdirSync(dirname(join(bin, file)), { recursive: true });
      writeFileSync(join(bin, file), '#!/bin/sh\necho "disk is full" >&2\nexit 1\n', {
        mode: 0o755,
      });
    }

    const start = startControlPlane({ dir, environment: { TENANTRY_KUBE_BIN: bin } });

    await expect(start).rejects.toThrow(/etcd has ended\nThe end of etcd\.log:\ndisk is full/);
    expect(existsSync(dir)).toBe(false);
  });

  it('ends with the process that started it, even when that is killed', async () => {
    const parent = spawn(process.execPath, ['--input-type=module', '--eval', startAndWait(dir)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(parent.stdout, 'data');
    const record = readRigRecord(dir);

    parent.kill('SIGKILL');

    await waitUntil({
      what: 'the end of the rig',
      limitMs: 20_000,
      isDone: () => !existsSync(dir),
    });
    expect(runningComponents(record)).toEqual([]);
  });
});

describe('stop()', () => {
  it('leaves no process and no folder', async () => {
    const rig = await startControlPlane({ dir });
    const record = readRigRecord(dir);
    expect(runningComponents(record)).toEqual(componentNames);

    await rig.stop();

    expect(runningComponents(record)).toEqual([]);
    expect(existsSync(dir)).toBe(false);
  });

  it('stops a control plane whose etcd is frozen', async () => {
    const rig = await startControlPlane({ dir });
    const record = readRigRecord(dir);
    rig.freezeEtcd();

    await rig.stop();

    expect(runningComponents(record)).toEqual([]);
  });
});

function runningComponents(record: RigRecord): readonly string[] {
  return componentNames.filter((name) => isComponentRunning(record, name));
}

function startAndWait(folder: string): string {
  const module = new URL('./rig/start-control-plane.ts', import.meta.url).href;
  return `
    const { startControlPlane } = await import(${JSON.stringify(module)});
    await startControlPlane({ dir: ${JSON.stringify(folder)} });
    console.log('started');
    setInterval(() => {}, 1_000);
  `;
}
