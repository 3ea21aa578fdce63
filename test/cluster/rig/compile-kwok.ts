import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { RigError } from '../../rig/rig-error.ts';
import { type Part, stageFiles } from './parts.ts';
import { runGo } from './run-go.ts';

interface Patch {
  readonly file: string;
  readonly before: string;
  readonly after: string;
}

const lock = '\tcel.Mutex.Lock()\n\tdefer cel.Mutex.Unlock()\n';
const matchStage = 'func (s *Stage) match(ctx context.Context, event *Event) (bool, error) {\n';
const newEnvironment = 'func NewEnvironment(conf EnvironmentConfig) (*Environment, error) {\n';

// Its server and its controllers for nodes, pods and volumes prepare expressions at the same moment, in maps that they
// share without a lock: some starts ended with "concurrent map writes". The lock makes them take turns.
const patches: readonly Patch[] = [
  {
    file: 'pkg/utils/cel/environment.go',
    before: newEnvironment,
    after: `var Mutex sync.Mutex\n\n${newEnvironment}`,
  },
  { file: 'pkg/utils/lifecycle/lifecycle.go', before: matchStage, after: matchStage + lock },
  { file: 'pkg/kwok/metrics/evaluator.go', before: newEnvironment, after: newEnvironment + lock },
];

/** Compiles kwok from a patched copy of its module, and copies its stages next to it. */
export async function compileKwok(part: Part, folder: string): Promise<void> {
  const source = await downloadModule(`sigs.k8s.io/kwok@v${part.version}`, folder);
  const copy = mkdtempSync(join(tmpdir(), 'tenantry-build-kwok-'));
  try {
    copyWritable(source, copy);
    for (const patch of patches) {
      applyPatch(copy, patch);
    }
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

function applyPatch(folder: string, { file, before, after }: Patch): void {
  const path = join(folder, file);
  const parts = readFileSync(path, 'utf8').split(before);
  if (parts.length !== 2) {
    throw new RigError(`Cannot patch "${file}" of kwok: "${before.trim()}" is not there once`);
  }
  writeFileSync(path, parts.join(after));
}

function copyStages(source: string, folder: string): void {
  for (const file of stageFiles) {
    const target = join(folder, 'stage', file);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, readFileSync(join(source, 'kustomize', 'stage', file)));
  }
}
