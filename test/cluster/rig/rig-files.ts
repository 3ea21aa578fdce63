import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { serverUrl } from './components.ts';
import { ingressStage } from './ingress-stage.ts';
import { stageFiles } from './parts.ts';
import { renderPodStages } from './pod-stages.ts';
import { rigPaths } from './rig-paths.ts';
import type { RigRecord, RigUser } from './rig-record.ts';

/** Writes the keys, the tokens and the audit policy that must be there before the API server starts. */
export function writeCredentials({ dir, tokens }: RigRecord): void {
  const paths = rigPaths(dir);
  mkdirSync(paths.pki, { recursive: true, mode: 0o700 });
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  writeSecret(paths.serviceAccountKey, privateKey.export({ type: 'pkcs8', format: 'pem' }));
  writeSecret(paths.serviceAccountPublicKey, publicKey.export({ type: 'spki', format: 'pem' }));
  writeSecret(
    paths.tokens,
    `${tokens.admin},admin,admin,system:masters\n${tokens.tenantry},tenantry,tenantry\n`,
  );
  writeFileSync(paths.auditPolicy, JSON.stringify(auditPolicy));
}

/** Only what `tenantry` asks is of interest: which rights it uses, and which it lacks. */
const auditPolicy = {
  apiVersion: 'audit.k8s.io/v1',
  kind: 'Policy',
  omitStages: ['RequestReceived', 'ResponseStarted'],
  rules: [{ level: 'Metadata', users: ['tenantry'] }, { level: 'None' }],
};

/** Writes one kubeconfig per user; the API server has made its certificate by now. */
export function writeKubeconfigs(record: RigRecord): void {
  const paths = rigPaths(record.dir);
  const ca = readFileSync(paths.ca).toString('base64');
  for (const user of ['admin', 'tenantry'] as const) {
    writeSecret(paths.kubeconfig(user), renderKubeconfig(record, user, ca));
  }
}

/** Writes kwok's configuration: its own stages, those of the rig, and where the logs of pods are. */
export function writeKwokConfig(record: RigRecord): void {
  const paths = rigPaths(record.dir);
  const own = stageFiles.map((file) =>
    readFileSync(join(record.folders.kwok, 'stage', file), 'utf8'),
  );
  const rules = [ingressStage, ...renderPodStages(record.podRules)].map((stage) =>
    JSON.stringify(stage),
  );
  const logs = JSON.stringify({
    apiVersion: 'kwok.x-k8s.io/v1alpha1',
    kind: 'ClusterLogs',
    metadata: { name: 'rig' },
    spec: { logs: [{ logsFile: paths.podLogs }] },
  });
  writeFileSync(paths.kwokConfig, [...own, ...rules, logs].join('\n---\n'));
}

/** Writes the lines that every container of the rig answers as its log, in the format of a container runtime. */
export function writePodLogs(dir: string, lines: readonly string[]): void {
  const time = new Date().toISOString();
  const text = lines.map((line) => `${time} stdout F ${line}\n`).join('');
  writeFileSync(rigPaths(dir).podLogs, text);
}

function renderKubeconfig(record: RigRecord, user: RigUser, ca: string): string {
  // JSON is YAML, so no YAML writer is needed.
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      { name: 'rig', cluster: { server: serverUrl(record), 'certificate-authority-data': ca } },
    ],
    users: [{ name: user, user: { token: record.tokens[user] } }],
    contexts: [{ name: 'rig', context: { cluster: 'rig', user } }],
    'current-context': 'rig',
  };
  return `${JSON.stringify(config, null, 2)}\n`;
}

function writeSecret(path: string, content: Buffer | string): void {
  writeFileSync(path, content, { mode: 0o600 });
}
