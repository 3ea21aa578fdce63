import { aDatabaseSecret, aPullSecret } from '../builders/a-secret-source.ts';
import { providePlatform } from '../cluster/platform.ts';
import type { ControlPlane } from '../cluster/rig/connect-rig.ts';
import { startControlPlane } from '../cluster/rig/start-control-plane.ts';
import { startEmulators } from '../emulator/rig/start-emulators.ts';
import { parseSweepOptions } from './options.ts';
import { platformConfig, strangerNamespace } from './platform-objects.ts';
import { createDirectApi, type DirectApi } from './rig/direct-api.ts';
import { openHintPost } from './rig/hint-post.ts';
import { openObserverStore } from './rig/observer-store.ts';
import { frappeNamespace } from './scenarios.ts';
import { sweepFaults } from './sweep-faults.ts';
import { renderReport } from './sweep-report.ts';

/** Fewer faults that meet their call than this share, and the sweep says too little. */
const firedShareMin = 0.8;

const options = parseSweepOptions(process.argv.slice(2));
const rig = await startControlPlane();
const emulators = await startEmulators();
try {
  process.exitCode = await run();
} finally {
  await Promise.all([rig.stop(), emulators.stop()]);
}
// Connections that are kept for other calls would hold the process.
process.exit();

async function run(): Promise<number> {
  await providePlatform(rig, frappeNamespace);
  await providePlatform(rig, strangerNamespace);
  await providePlatformConfig(rig);
  await provideSecretSources(rig);
  const api = createDirectApi(rig);
  const before = await foreignVersions(api);
  const post = await openHintPost(emulators.pubsubHost);
  const { firestoreHost, pubsubHost } = emulators;
  const site = {
    parts: { rig, firestoreHost, pubsubHost, pubsub: post },
    post,
    api,
    openObserver: (projectId: string) => openObserverStore(firestoreHost, projectId),
  };
  const result = await sweepFaults(site, options, write);
  await post.close();
  write(renderReport(result));
  const touched = (await foreignVersions(api)).filter((version) => !before.includes(version));
  for (const version of touched)
    write(`FAILED: an object that is not ours has changed: ${version}`);
  const fired = result.ran.filter(({ isFired }) => isFired).length;
  const isWeak = fired < result.ran.length * firedShareMin;
  if (isWeak) write('FAILED: too many faults did not meet their call');
  const isClean = result.ran.every(({ findings }) => findings.length === 0);
  return isClean && touched.length === 0 && !isWeak && result.ran.length > 0 ? 0 : 1;
}

async function providePlatformConfig({ request }: ControlPlane): Promise<void> {
  const path = `/api/v1/namespaces/${strangerNamespace}/configmaps`;
  await request({ method: 'POST', path, body: platformConfig });
}

/** What tenants of codetether get copies of. */
async function provideSecretSources({ request }: ControlPlane): Promise<void> {
  const path = `/api/v1/namespaces/${strangerNamespace}/secrets`;
  for (const secret of [aPullSecret(), aDatabaseSecret()]) {
    const metadata = { ...secret.metadata, namespace: strangerNamespace };
    await request({ method: 'POST', path, body: { ...secret, metadata } });
  }
}

/** uid and resourceVersion of everything that belongs to others and stays for the whole sweep. */
async function foreignVersions(api: DirectApi): Promise<readonly string[]> {
  const paths = [strangerNamespace, frappeNamespace].flatMap((namespace) =>
    ['secrets', 'configmaps', 'persistentvolumeclaims'].map(
      (kind) => `/api/v1/namespaces/${namespace}/${kind}`,
    ),
  );
  const lists = await Promise.all(paths.map(async (path) => await api.list(path)));
  const namespaces = await api.list('/api/v1/namespaces');
  const lasting = namespaces.filter(({ metadata }) => !metadata.name?.startsWith('tenant-'));
  return [...lists.flat(), ...lasting].map(
    ({ metadata: { namespace = '', name, uid, resourceVersion } }) =>
      `${namespace}/${name} ${uid} ${resourceVersion}`,
  );
}

function write(line: string): void {
  process.stdout.write(`${line}\n`);
}
