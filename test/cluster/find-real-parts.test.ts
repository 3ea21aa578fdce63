import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findRealParts, requireControlPlaneParts } from './rig/find-real-parts.ts';
import { parts } from './rig/parts.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tenantry-parts-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe('findRealParts()', () => {
  it('finds every part in the cache', () => {
    for (const part of parts) {
      putFiles(join(folder, 'tenantry', `${part.name}-${part.version}`), part.files);
    }

    const found = findRealParts({ XDG_CACHE_HOME: folder });

    expect(found.map(({ kind }) => kind)).toEqual(['found', 'found', 'found', 'found']);
  });

  it('says how to get what is not in the cache', () => {
    const [kube] = findRealParts({ XDG_CACHE_HOME: folder });

    expect(kube).toMatchObject({
      kind: 'missing',
      name: 'kube',
      howToGet: expect.stringContaining('npm run rig -- build'),
    });
  });

  it('finds every part in the folder that TENANTRY_KUBE_BIN names', () => {
    for (const part of parts) {
      putFiles(folder, part.files);
    }

    const found = findRealParts({ TENANTRY_KUBE_BIN: folder });

    expect(found).toContainEqual(expect.objectContaining({ kind: 'found', name: 'etcd', folder }));
  });

  it('names the one file that is missing from a part', () => {
    putFiles(folder, ['kube-apiserver', 'kube-scheduler']);

    const [kube] = findRealParts({ TENANTRY_KUBE_BIN: folder });

    expect(kube).toMatchObject({ missing: ['kube-controller-manager'] });
  });
});

describe('requireControlPlaneParts()', () => {
  it('never falls back to the cache when TENANTRY_KUBE_BIN holds nothing', () => {
    for (const part of parts) {
      putFiles(join(folder, 'tenantry', `${part.name}-${part.version}`), part.files);
    }
    const environment = { XDG_CACHE_HOME: folder, TENANTRY_KUBE_BIN: '/nonexistent' };

    expect(() => requireControlPlaneParts(environment)).toThrow(
      'TENANTRY_KUBE_BIN is "/nonexistent", which does not hold them',
    );
  });

  it('does not ask for helm', () => {
    for (const part of parts.filter(({ name }) => name !== 'helm')) {
      putFiles(folder, part.files);
    }

    const folders = requireControlPlaneParts({ TENANTRY_KUBE_BIN: folder });

    expect(folders).toEqual({ etcd: folder, kube: folder, kwok: folder });
  });
});

function putFiles(target: string, files: readonly string[]): void {
  for (const file of files) {
    mkdirSync(dirname(join(target, file)), { recursive: true });
    writeFileSync(join(target, file), '');
  }
}
