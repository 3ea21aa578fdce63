import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { functionNames } from './bundle/function-names.ts';

// `node scripts/warm.ts <folder>`: runs each built function once, so that Node keeps its compiled code in
// NODE_COMPILE_CACHE. Node takes it only for the same file path, user, Node and processor.
const [folder = 'dist'] = process.argv.slice(2);
const readyMsMax = 30_000;

/** Nothing listens there: clients are loaded and built, and no call gets anywhere. */
const nowhere = '127.0.0.1:9';
const home = mkdtempSync(join(tmpdir(), 'tenantry-warm-'));
const kubeconfig = join(home, 'kubeconfig');
writeFileSync(kubeconfig, kubeconfigOf(nowhere));
try {
  for (const name of functionNames) await warm(name);
} finally {
  rmSync(home, { recursive: true });
}

async function warm(name: string): Promise<void> {
  const child = spawn(process.execPath, [join(folder, name, 'main.mjs')], {
    env: { ...process.env, ...settings() },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const written: string[] = [];
  child.stderr.on('data', (chunk) => written.push(String(chunk)));
  const exit = once(child, 'exit');
  const url = await urlOf(written);
  // Asks for everything behind the function, and so loads the last client too; it answers 503.
  if (url !== undefined) await (await fetch(`${url}/health/ready`)).text();
  child.kill('SIGTERM');
  const [code] = await exit;
  if (url === undefined || code !== 0) throw new Error(`Cannot warm ${name}: ${written.join('')}`);
  console.log(`${name.padEnd(10)} warm`);
}

async function urlOf(written: readonly string[]): Promise<string | undefined> {
  const endsAt = Date.now() + readyMsMax;
  while (Date.now() < endsAt) {
    const url = /"url":"(http:[^"]+)"/.exec(written.join(''))?.[1];
    if (url !== undefined) return url;
    await pause(20);
  }
  return undefined;
}

function settings() {
  return {
    ...{ HOST: '127.0.0.1', PORT: '0', NODE_ENV: 'production', LOG_LEVEL: 'info' },
    ...{ TENANTRY_STORE: 'firestore', TENANTRY_QUEUE: 'pubsub', TENANTRY_CLUSTER: 'kubeconfig' },
    ...{ GOOGLE_CLOUD_PROJECT: 'warming-up', PUBSUB_TOPIC: 'work', KUBECONFIG: kubeconfig },
    ...{ FIRESTORE_EMULATOR_HOST: nowhere, PUBSUB_EMULATOR_HOST: nowhere },
    ...{ STRIPE_WEBHOOK_SECRET: 'whsec_warming-up' },
    ...{ PUSH_AUDIENCE: 'warming-up', PUSH_SERVICE_ACCOUNT: 'warming-up@example.com' },
  };
}

function kubeconfigOf(address: string): string {
  const named = (kind: string, value: object) => [{ name: 'warming-up', [kind]: value }];
  return JSON.stringify({
    ...{ apiVersion: 'v1', kind: 'Config', 'current-context': 'warming-up' },
    clusters: named('cluster', { server: `http://${address}` }),
    users: named('user', { token: 'none' }),
    contexts: named('context', { cluster: 'warming-up', user: 'warming-up' }),
  });
}
