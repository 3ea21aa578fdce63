import { spawn } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import { RigError } from '../../rig/rig-error.ts';

/** Where Go runs, and what is added to its environment. */
export interface GoOptions {
  readonly cwd: string;
  readonly environment?: Readonly<Record<string, string>>;
}

const tailLines = 15;
const program = 'go';

/** Runs Go at low priority and returns what it printed; throws with the end of its messages when it fails. */
export function runGo(args: readonly string[], options: GoOptions): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, [...args], {
      cwd: options.cwd,
      // A plain binary, and no other module or workspace of the person who builds.
      env: { ...process.env, ...options.environment, CGO_ENABLED: '0', GOWORK: 'off' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    lowerPriority(child.pid);
    const output: string[] = [];
    const messages: string[] = [];
    child.stdout.setEncoding('utf8').on('data', (text: string) => output.push(text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => messages.push(text));
    child.once('error', (cause) => reject(goIsMissing(cause)));
    child.once('close', (code) => {
      if (code === 0) {
        resolve(output.join(''));
      } else {
        const tail = messages.join('').trimEnd().split('\n').slice(-tailLines).join('\n');
        reject(new RigError(`Cannot run "go ${args[0] ?? ''}": it ended with ${code}\n${tail}`));
      }
    });
  });
}

function lowerPriority(pid: number | undefined): void {
  if (pid === undefined) {
    return;
  }
  try {
    setPriority(pid, constants.priority.PRIORITY_LOW);
  } catch {
    // It only makes the machine nicer to work on meanwhile.
  }
}

function goIsMissing(cause: Error): RigError {
  return new RigError(
    'Cannot build: "go" is not in the PATH. Install Go 1.26 or newer, or set TENANTRY_KUBE_BIN to a folder that ' +
      'holds etcd, kube-apiserver, kube-controller-manager, kube-scheduler, kwok and its stage files',
    { cause },
  );
}
