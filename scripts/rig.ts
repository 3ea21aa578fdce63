import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { buildParts } from '../test/cluster/rig/build-parts.ts';
import { isComponentRunning } from '../test/cluster/rig/component-control.ts';
import { connectRig } from '../test/cluster/rig/connect-rig.ts';
import { findRealParts, summary } from '../test/cluster/rig/find-real-parts.ts';
import { controlPlaneParts, type PartName } from '../test/cluster/rig/parts.ts';
import { componentNames, readRigRecord } from '../test/cluster/rig/rig-record.ts';
import { startControlPlane } from '../test/cluster/rig/start-control-plane.ts';
import { RigError } from '../test/rig/rig-error.ts';

const usage = `A real Kubernetes control plane on this machine, for tests and for trying things.

  npm run rig -- build [--with helm]  build what is missing (Go, about 6 minutes once)
  npm run rig -- parts                show which parts are there, and how to get the others
  npm run rig -- up DIR               start one in an empty folder and print its kubeconfig's path
  npm run rig -- status DIR           show what runs; exit code 1 when something does not
  npm run rig -- down DIR             stop it and remove the folder

TENANTRY_KUBE_BIN names a folder with all programs to use instead of the built ones.`;

/** A command line that says nothing we know. */
class UsageError extends Error {
  override readonly name = 'UsageError';
}

try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  process.exitCode = report(error);
}

async function run(argv: readonly string[]): Promise<number> {
  const { values, positionals } = parse(argv);
  const [command, folder, ...rest] = positionals;
  if (values.help === true) {
    console.log(usage);
    return 0;
  }
  if (rest.length > 0) {
    throw new UsageError(`Unknown argument "${rest.join(' ')}"`);
  }
  switch (command) {
    case 'build':
      return build(folder, values.with);
    case 'parts':
      return showParts();
    case 'up':
      return up(required(folder));
    case 'status':
      return status(required(folder));
    case 'down':
      return down(required(folder));
    default:
      throw new UsageError(command === undefined ? 'No command' : `Unknown command "${command}"`);
  }
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: { help: { type: 'boolean', short: 'h' }, with: { type: 'string' } },
    });
  } catch (cause) {
    throw new UsageError(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

async function build(extra: string | undefined, optional: string | undefined): Promise<number> {
  if (extra !== undefined) {
    throw new UsageError(`Unknown argument "${extra}"`);
  }
  if (optional !== undefined && optional !== 'helm') {
    throw new UsageError(`Unknown part "${optional}"`);
  }
  const names: readonly PartName[] = optional === undefined ? [] : [optional];
  await buildParts({
    names: [...controlPlaneParts, ...names],
    report: (line) => console.log(line),
  });
  return 0;
}

function showParts(): number {
  const found = findRealParts();
  for (const part of found) {
    const where =
      part.kind === 'found' ? part.folder : `missing ${summary(part.missing)}: ${part.howToGet}`;
    console.log(`${part.name} ${part.version}  ${where}`);
  }
  const isComplete = found.every((part) => part.kind === 'found' || part.name === 'helm');
  return isComplete ? 0 : 1;
}

async function up(folder: string): Promise<number> {
  const rig = await startControlPlane({ dir: folder, outlivesParent: true });
  console.log(rig.kubeconfigPath);
  return 0;
}

function status(folder: string): number {
  const record = readRigRecord(resolve(folder));
  const states = componentNames.map((name) => ({
    name,
    isRunning: isComponentRunning(record, name),
  }));
  for (const { name, isRunning } of states) {
    console.log(`${name}  ${isRunning ? `running, pid ${record.pids[name]}` : 'not running'}`);
  }
  console.log(connectRig(folder).kubeconfigPath);
  return states.every(({ isRunning }) => isRunning) ? 0 : 1;
}

async function down(folder: string): Promise<number> {
  if (!existsSync(folder)) {
    console.log(`Nothing to stop: "${folder}" is not there`);
    return 0;
  }
  await connectRig(folder).stop();
  console.log(`Stopped and removed: ${folder}`);
  return 0;
}

function required(folder: string | undefined): string {
  if (folder === undefined) {
    throw new UsageError('DIR is missing');
  }
  return folder;
}

function report(error: unknown): number {
  if (error instanceof UsageError) {
    console.error(`${error.message}\n\n${usage}`);
    return 2;
  }
  console.error(error instanceof RigError ? error.message : error);
  return 1;
}
