import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const script = fileURLToPath(new URL('../../scripts/rig.ts', import.meta.url));

let parent: string;
let dir: string;

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'tenantry-rig-command-'));
  dir = join(parent, 'rig');
});

afterEach(() => {
  rig('down', dir);
  rmSync(parent, { recursive: true, force: true });
});

describe('rig', () => {
  it.each([
    { args: [], says: 'No command' },
    { args: ['launch'], says: 'Unknown command "launch"' },
    { args: ['up'], says: 'DIR is missing' },
    { args: ['up', 'a', 'b'], says: 'Unknown argument "b"' },
    { args: ['build', '--with', 'docker'], says: 'Unknown part "docker"' },
    { args: ['build', '--fast'], says: "Unknown option '--fast'" },
  ])('ends with 2 and the usage for $args', ({ args, says }) => {
    const { status, stderr } = rig(...args);

    expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringContaining(says) });
    expect(stderr).toContain('npm run rig -- up DIR');
  });

  it('ends with 1 and the reason when there is no rig', () => {
    const { status, stderr } = rig('status', dir);

    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: `Cannot find a rig in "${dir}": it has no rig.json\n`,
    });
  });

  it('keeps a control plane up from "up" to "down"', () => {
    const up = rig('up', dir);
    const running = rig('status', dir);
    const down = rig('down', dir);

    expect(up.stdout).toBe(`${join(dir, 'kubeconfig')}\n`);
    expect(running).toMatchObject({ status: 0, stdout: expect.stringContaining('kwok  running') });
    expect({ status: down.status, isThere: existsSync(dir) }).toEqual({
      status: 0,
      isThere: false,
    });
  });
});

function rig(...args: readonly string[]) {
  return spawnSync(process.execPath, [script, ...args], { encoding: 'utf8' });
}
