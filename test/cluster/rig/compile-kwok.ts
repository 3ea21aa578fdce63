import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { type Part, stageFiles } from './parts.ts';
import { RigError } from './rig-error.ts';
import { runGo } from './run-go.ts';

const patchedFile = 'pkg/utils/lifecycle/lifecycle.go';

// Its controllers for nodes, pods and volumes prepare their stages at the same moment, in maps that they share
// without a lock: about one start in a hundred ended with "concurrent map writes". The lock makes them take turns.
const patches = [
  ['import (\n', 'import (\n\t"sync"\n'],
  [
    'func (s *Stage) match(ctx context.Context, event *Event) (bool, error) {\n',
    'var matchMutex sync.Mutex\n\n' +
      'func (s *Stage) match(ctx context.Context, event *Event) (bool, error) {\n' +
      '\tmatchMutex.Lock()\n\tdefer matchMutex.Unlock()\n',
  ],
] as const;

/** Compiles kwok from a patched copy of its module, and copies its stages next to it. */
export async function compileKwok(part: Part, folder: string): Promise<void> {
  const source = await downloadModule(`sigs.k8s.io/kwok@v${part.version}`, folder);
  const copy = mkdtempSync(join(tmpdir(), 'tenantry-build-kwok-'));
  try {
    copyWritable(source, copy);
    patch(join(copy, patchedFile));
    const flags = ['-trimpath', '-buildvcs=false', '-ldflags', '-s -w'];
    await runGo(['build', ...flags, '-o', join(folder, 'kwok'), './cmd/kwok'], { cwd: copy });
    copyStages(copy, folder);
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

async function downloadModule(module: string, cwd: string): Promise<string> {
  const answer = await runGo(['mod', 'download', '-json', module], { cwd });
  const { Dir: folder } = JSON.parse(answer) as { readonly Dir: string };
  return folder;
}

/** The module cache is read-only, and a plain copy of its folders would be too. */
function copyWritable(source: string, target: string): void {
  for (const entry of readdirSync(source, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) {
      const from = join(entry.parentPath, entry.name);
      const to = join(target, relative(source, from));
      mkdirSync(dirname(to), { recursive: true });
      writeFileSync(to, readFileSync(from));
    }
  }
}

function patch(path: string): void {
  const before = readFileSync(path, 'utf8');
  const after = patches.reduce((text, [old, replacement]) => {
    if (text.split(old).length !== 2) {
      throw new RigError(
        `Cannot patch "${patchedFile}" of kwok: "${old.trim()}" is not there once`,
      );
    }
    return text.replace(old, () => replacement);
  }, before);
  writeFileSync(path, after);
}

function copyStages(source: string, folder: string): void {
  for (const file of stageFiles) {
    const target = join(folder, 'stage', file);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, readFileSync(join(source, 'kustomize', 'stage', file)));
  }
}
