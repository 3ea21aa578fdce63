import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadKubeConfig } from '../../../../shared/adapters/kubernetes/load-kube-config.ts';

const folder = mkdtempSync(join(tmpdir(), 'tenantry-kubeconfig-'));

afterAll(() => rmSync(folder, { recursive: true }));

function written(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const file = `
apiVersion: v1
kind: Config
clusters: [{ name: one, cluster: { server: 'https://one.test' } }, { name: two, cluster: { server: 'https://two.test' } }]
users: [{ name: ada, user: { token: open-sesame } }]
contexts: [{ name: first, context: { cluster: one, user: ada } }, { name: second, context: { cluster: two, user: ada } }]
current-context: first
`;

describe('loadKubeConfig()', () => {
  it('takes the current context of the file', () => {
    const config = loadKubeConfig({ kind: 'kubeconfig', path: written('current', file) });

    expect(config.getCurrentCluster()?.server).toBe('https://one.test');
  });

  it('takes another context when it is named', () => {
    const path = written('named', file);

    const config = loadKubeConfig({ kind: 'kubeconfig', path, context: 'second' });

    expect(config.getCurrentCluster()?.server).toBe('https://two.test');
  });

  it.each([
    ['is missing', () => join(folder, 'missing'), 'it is missing or malformed'],
    ['is not YAML', () => written('broken', '{ token: open-sesame'), 'it is missing or malformed'],
    ['names no cluster', () => written('empty', 'clusters: []'), 'names no cluster'],
    [
      'names no user',
      () => written('nobody', file.replace('user: ada', 'user: bob')),
      'names no user',
    ],
  ])('refuses a file that %s, without repeating it', (_what, path, why) => {
    const load = () => loadKubeConfig({ kind: 'kubeconfig', path: path() });

    expect(load).toThrow(expect.objectContaining({ code: 'invalid_configuration' }));
    expect(load).toThrow(why);
    expect(load).not.toThrow('sesame');
  });

  it('refuses the in-cluster configuration outside a cluster', () => {
    expect(() => loadKubeConfig({ kind: 'in-cluster' })).toThrow('it names no cluster');
  });
});
