import { sendSignal } from '../../rig/processes.ts';
import { type ApiAnswer, type ApiRequest, requestApi } from './api-request.ts';
import { awaitApiServer, awaitKwok } from './await-ready.ts';
import {
  componentProcess,
  endComponent,
  isComponentRunning,
  startComponent,
} from './component-control.ts';
import type { FailedPods, HeldPods, PodRule } from './pod-rule.ts';
import { writeKwokConfig, writePodLogs } from './rig-files.ts';
import { type ComponentName, readRigRecord, writeRigRecord } from './rig-record.ts';

/** What a test can do to a running control plane, from whichever process it runs in. */
export interface RigControls {
  /** Returns when the API server is gone; from then on its port refuses connections. */
  readonly stopApiServer: () => Promise<void>;
  /** Returns when it is ready again: same port, same certificate, same objects. */
  readonly startApiServer: () => Promise<void>;
  /** Requests hang until their timeout, as with a store that has stopped answering. */
  readonly freezeEtcd: () => void;
  readonly thawEtcd: () => void;
  /** From its return on, matching pods end badly: those of Jobs as Failed, all others in CrashLoopBackOff. */
  readonly failPods: (pods: FailedPods) => Promise<void>;
  /** From its return on, matching pods do not go on. */
  readonly holdPods: (pods: HeldPods) => Promise<void>;
  /** Takes every rule back: held and crashed pods go on, new pods become ready and complete. */
  readonly letPodsSucceed: () => Promise<void>;
  /** What every container answers as its log from now on. */
  readonly setPodLogs: (lines: readonly string[]) => void;
  /** One request to the API server, as admin unless it names another user. */
  readonly request: (call: ApiRequest) => Promise<ApiAnswer>;
}

/** The controls of the rig in a folder; every call reads the record again, because another process may have acted. */
export function createRigControls(dir: string): RigControls {
  const setRules = async (rules: readonly PodRule[]) => {
    // kwok reads its configuration once. A new process cannot have an old rule, a watched object could.
    await endComponent(dir, 'kwok');
    const record = { ...readRigRecord(dir), podRules: rules };
    writeRigRecord(record);
    writeKwokConfig(record);
    await startComponent(dir, 'kwok');
    await awaitKwok(dir);
  };
  const hasNoRules = () => {
    const record = readRigRecord(dir);
    return record.podRules.length === 0 && isComponentRunning(record, 'kwok');
  };
  const addRule = (rule: PodRule) => setRules([...readRigRecord(dir).podRules, rule]);
  return {
    stopApiServer: () => endComponent(dir, 'kube-apiserver'),
    startApiServer: async () => {
      await startComponent(dir, 'kube-apiserver');
      await awaitApiServer(dir);
    },
    freezeEtcd: () => signal(dir, 'etcd', 'SIGSTOP'),
    thawEtcd: () => signal(dir, 'etcd', 'SIGCONT'),
    failPods: (pods) => addRule({ kind: 'fail', ...pods }),
    holdPods: (pods) => addRule({ kind: 'hold', ...pods }),
    letPodsSucceed: async () => (hasNoRules() ? undefined : setRules([])),
    setPodLogs: (lines) => writePodLogs(dir, lines),
    request: (call) => requestApi(readRigRecord(dir), call),
  };
}

function signal(dir: string, name: ComponentName, what: 'SIGCONT' | 'SIGSTOP'): void {
  const own = componentProcess(readRigRecord(dir), name);
  if (own !== undefined) {
    sendSignal(own, what);
  }
}
