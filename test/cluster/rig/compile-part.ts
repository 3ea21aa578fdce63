import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileKwok } from './compile-kwok.ts';
import type { Part } from './parts.ts';
import { runGo } from './run-go.ts';

const flags = ['-trimpath', '-buildvcs=false'];

/** Compiles a part with Go into the folder. */
export async function compilePart(part: Part, folder: string): Promise<void> {
  switch (part.name) {
    case 'kube':
      return compileKube(part, folder);
    case 'etcd':
      return withModule('etcd', (cwd) =>
        runGo([...build('-s -w'), '-o', join(folder, 'etcd'), 'go.etcd.io/etcd/server/v3'], {
          cwd,
        }).then(() => undefined),
      );
    case 'kwok':
      return compileKwok(part, folder);
    case 'helm':
      return install(`helm.sh/helm/v4/cmd/helm@v${part.version}`, folder);
    default:
      return part.name satisfies never;
  }
}

async function compileKube(part: Part, folder: string): Promise<void> {
  const [major, minor] = part.version.split('.');
  const version = 'k8s.io/component-base/version';
  // Without these the API server calls itself v0.0.0 and refuses its own feature gates.
  const stamp = `-X ${version}.gitVersion=v${part.version} -X ${version}.gitMajor=${major} -X ${version}.gitMinor=${minor}`;
  const programs = part.files.map((file) => `k8s.io/kubernetes/cmd/${file}`);
  await withModule('kube', async (cwd) => {
    await runGo([...build(`-s -w ${stamp}`), '-o', `${folder}/`, ...programs], { cwd });
  });
}

function build(ldflags: string): readonly string[] {
  return ['build', ...flags, '-ldflags', ldflags];
}

async function install(target: string, folder: string): Promise<void> {
  const args = ['install', ...flags, '-ldflags', '-s -w', target];
  await runGo(args, { cwd: folder, environment: { GOBIN: folder } });
}

/** Gives the work a throw-away Go module made from the pinned files in `modules/`. */
async function withModule(name: string, work: (cwd: string) => Promise<void>): Promise<void> {
  const cwd = mkdtempSync(join(tmpdir(), `tenantry-build-${name}-`));
  const source = fileURLToPath(new URL('./modules/', import.meta.url));
  try {
    copyFileSync(join(source, `${name}.mod`), join(cwd, 'go.mod'));
    copyFileSync(join(source, `${name}.sum`), join(cwd, 'go.sum'));
    await work(cwd);
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
}
