import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { RigError } from './rig-error.ts';
import { waitUntil } from './wait-until.ts';

/** A program to start: where it is, its arguments and the file that takes its output. */
export interface Program {
  readonly path: string;
  readonly args: readonly string[];
  readonly logPath: string;
}

/** A process of ours: the pid alone is not enough, because the system gives pids out again. */
export interface OwnProcess {
  readonly pid: number;
  /** A text that only our command line holds: the rig's folder. */
  readonly mark: string;
}

const killedMs = 10_000;

/** Starts a program that outlives this process; who ends it is written down in the rig's record. */
export async function startProgram(program: Program): Promise<number> {
  const log = openSync(program.logPath, 'a');
  try {
    // Detached: Ctrl-C in a terminal must reach the test runner only, which then stops the rig in order.
    const child = spawn(program.path, [...program.args], {
      detached: true,
      stdio: ['ignore', log, log],
    });
    await once(child, 'spawn');
    child.unref();
    if (child.pid === undefined) {
      throw new RigError(`Cannot start "${program.path}": it has no pid`);
    }
    return child.pid;
  } finally {
    closeSync(log);
  }
}

/** True while the process exists and is ours; a zombie has ended already. */
export function isRunning(own: OwnProcess): boolean {
  return isAlive(own.pid) && commandOf(own.pid).includes(own.mark);
}

/** Sends the signal only while the process is ours. */
export function sendSignal(own: OwnProcess, signal: NodeJS.Signals): void {
  if (isRunning(own)) {
    process.kill(own.pid, signal);
  }
}

/** Ends the process and returns when it is gone: politely first, by force after the limit. */
export async function endProcess(own: OwnProcess, politeMs: number): Promise<void> {
  sendSignal(own, 'SIGTERM');
  // A frozen process would keep the polite signal until somebody thaws it.
  sendSignal(own, 'SIGCONT');
  const isDone = () => !isRunning(own);
  try {
    await waitUntil({ what: `the end of process ${own.pid}`, limitMs: politeMs, isDone });
  } catch {
    sendSignal(own, 'SIGKILL');
    await waitUntil({ what: `the end of process ${own.pid}`, limitMs: killedMs, isDone });
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** The command line; empty for a process that has ended but was not yet reaped. */
function commandOf(pid: number): string {
  try {
    return existsSync('/proc/self')
      ? readFileSync(`/proc/${pid}/cmdline`, 'utf8')
      : execFileSync('ps', ['-ww', '-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
  } catch {
    // It ended between the two looks.
    return '';
  }
}
