import { logTail } from '../../rig/log-tail.ts';
import { endProcess, isRunning, type OwnProcess, startProgram } from '../../rig/processes.ts';
import { waitUntil } from '../../rig/wait-until.ts';
import { renderProgram } from './components.ts';
import { rigPaths } from './rig-paths.ts';
import { type ComponentName, type RigRecord, readRigRecord, writeRigRecord } from './rig-record.ts';

// Asked politely, an API server waits for open watches to end, which may take a minute. Its objects are safe in etcd.
const politeMs: Readonly<Record<ComponentName, number>> = {
  etcd: 5_000,
  'kube-apiserver': 1_000,
  'kube-controller-manager': 3_000,
  'kube-scheduler': 3_000,
  kwok: 3_000,
};

/** A wait for something that one component brings about. */
export interface ComponentWait {
  readonly component: ComponentName;
  readonly what: string;
  readonly limitMs: number;
  readonly isDone: () => boolean | Promise<boolean>;
}

/** Starts a component of the rig unless it runs, and writes its pid into the record. */
export async function startComponent(dir: string, name: ComponentName): Promise<void> {
  const record = readRigRecord(dir);
  if (isComponentRunning(record, name)) {
    return;
  }
  const pid = await startProgram(renderProgram(record, name));
  writeRigRecord({ ...record, pids: { ...record.pids, [name]: pid } });
}

/** Ends a component of the rig and returns when it is gone. */
export async function endComponent(dir: string, name: ComponentName): Promise<void> {
  const own = componentProcess(readRigRecord(dir), name);
  if (own !== undefined) {
    await endProcess(own, politeMs[name]);
  }
}

/** The process of a component as last written down, if it was ever started. */
export function componentProcess(record: RigRecord, name: ComponentName): OwnProcess | undefined {
  const pid = record.pids[name];
  // With the slash, or the rig in `/tmp/a` would take the processes of `/tmp/ab` for its own.
  return pid === undefined ? undefined : { pid, mark: `${record.dir}/` };
}

/** True while the component's process is there. */
export function isComponentRunning(record: RigRecord, name: ComponentName): boolean {
  const own = componentProcess(record, name);
  return own !== undefined && isRunning(own);
}

/** Waits with a limit; on failure, or when the component has ended, the error shows the end of its log. */
export async function awaitComponent(dir: string, wait: ComponentWait): Promise<void> {
  const { component, what, limitMs, isDone } = wait;
  await waitUntil({
    what,
    limitMs,
    isDone,
    whyHopeless: () =>
      isComponentRunning(readRigRecord(dir), component) ? undefined : `${component} has ended`,
    describe: () => logTail(rigPaths(dir).log(component)),
  });
}
