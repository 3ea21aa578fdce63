import { spawn, spawnSync } from 'node:child_process';
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const bash = '/bin/bash';

/** How one run of a script ended; code null: it was killed. */
export interface ScriptRun {
  readonly code: number | null;
  /** Standard output and error together. */
  readonly output: string;
}

/** A folder as the image has it, with a stub in the place of bench. */
export interface BenchFolder {
  readonly path: string;
  run(script: string, env: Readonly<Record<string, string>>): Promise<ScriptRun>;
  /** Every file under `sites/` and of the databases with its content, without records and locks. */
  state(): Readonly<Record<string, string>>;
  /** Arguments of each call of bench so far, quoted for a shell. */
  calls(): readonly string[];
  write(path: string, text: string): void;
  read(path: string): string;
  has(path: string): boolean;
  append(path: string, text: string): void;
  remove(): void;
}

/** Makes a bench folder with these apps. Throws when the machine lacks what the scripts need. */
export function createBenchFolder(apps: readonly string[] = ['kairos', 'erpnext']): BenchFolder {
  assertTools();
  const path = mkdtempSync(join(tmpdir(), 'tenantry-bench-'));
  const at = (name: string) => join(path, name);
  for (const folder of ['sites', 'bin', 'stub/databases', ...apps.map((app) => `apps/${app}`)]) {
    mkdirSync(at(folder), { recursive: true });
  }
  writeFileSync(at('stub/calls'), '');
  copyFileSync(join(import.meta.dirname, 'stub-bench.sh'), at('bin/bench'));
  return {
    path,
    run: (script, env) => runScript(path, script, env),
    state: () => filesOf(path),
    calls: () => readFileSync(at('stub/calls'), 'utf8').split('\n').slice(0, -1),
    write: (name, text) => {
      mkdirSync(join(at(name), '..'), { recursive: true });
      writeFileSync(at(name), text);
    },
    read: (name) => readFileSync(at(name), 'utf8'),
    has: (name) => existsSync(at(name)),
    append: (name, text) => appendFileSync(at(name), text),
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
}

function assertTools(): void {
  const missing = [bash, 'flock'].filter((tool) => spawnSync(tool, ['--version']).status !== 0);
  if (missing.length === 0) return;
  throw new Error(
    `Cannot test the scripts of product frappe: this machine has no ${missing.join(', ')} (packages bash and util-linux)`,
  );
}

async function runScript(
  cwd: string,
  script: string,
  env: Readonly<Record<string, string>>,
): Promise<ScriptRun> {
  // A process group of its own, like a container: the stub kills all of it at once.
  const child = spawn(bash, ['-c', script], {
    cwd,
    env: { PATH: `${cwd}/bin:/usr/local/bin:/usr/bin:/bin`, STUB_STATE: `${cwd}/stub`, ...env },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const chunks: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  }
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  return { code, output: Buffer.concat(chunks).toString('utf8') };
}

function filesOf(path: string): Readonly<Record<string, string>> {
  const found = globSync(['sites/**', 'sites/.tenantry/**', 'stub/databases/**'], { cwd: path });
  const files = found.filter(
    (name) => !/\.(record|record\.new|lock)$/.test(name) && statSync(join(path, name)).isFile(),
  );
  return Object.fromEntries(
    files.toSorted().map((name) => [name, readFileSync(join(path, name), 'utf8')]),
  );
}
