import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RigError } from '../../rig/rig-error.ts';
import type { PodRule } from './pod-rule.ts';

/** The programs of a control plane, in the order in which they start. */
export const componentNames = [
  'etcd',
  'kube-apiserver',
  'kube-controller-manager',
  'kube-scheduler',
  'kwok',
] as const;

/** One program of a control plane. */
export type ComponentName = (typeof componentNames)[number];

/** The users with a token: `admin` may do everything, `tenantry` nothing until a test binds a role to it. */
export type RigUser = 'admin' | 'tenantry';

/** All that another process needs to control a running rig. */
export interface RigRecord {
  readonly schema: 1;
  readonly dir: string;
  readonly folders: Readonly<Record<'etcd' | 'kube' | 'kwok', string>>;
  readonly ports: Readonly<Record<'api' | 'etcd' | 'etcdPeer' | 'kubelet', number>>;
  readonly tokens: Readonly<Record<RigUser, string>>;
  readonly podRules: readonly PodRule[];
  readonly pids: Readonly<Partial<Record<ComponentName, number>>>;
}

/** Writes the record so that a reader sees the old one or the new one, never half of it. */
export function writeRigRecord(record: RigRecord): void {
  const path = recordPath(record.dir);
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, `${JSON.stringify(record, null, 2)}\n`, { mode: 0o600 });
  renameSync(draft, path);
}

/** Reads the record of a rig; throws when the folder holds none. */
export function readRigRecord(dir: string): RigRecord {
  if (!hasRigRecord(dir)) {
    throw new RigError(`Cannot find a rig in "${dir}": it has no rig.json`);
  }
  const record = JSON.parse(readFileSync(recordPath(dir), 'utf8')) as RigRecord;
  if (record.schema !== 1) {
    throw new RigError(
      `Cannot read the rig in "${dir}": schema ${String(record.schema)} is unknown`,
    );
  }
  return record;
}

/** True when a rig was started in this folder and not stopped. */
export function hasRigRecord(dir: string): boolean {
  return existsSync(recordPath(dir));
}

function recordPath(dir: string): string {
  return join(dir, 'rig.json');
}
