import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleFunction, writeBundle } from '../../scripts/bundle/bundle-function.ts';
import { copyAssets } from '../../scripts/bundle/copy-assets.ts';
import type { FunctionName } from '../../scripts/bundle/function-names.ts';
import { createEmbeddedStore } from '../../shared/adapters/embedded/create-embedded-store.ts';
import { databaseFileName, openDatabase } from '../../shared/adapters/embedded/open-database.ts';
import type { Tenant } from '../../shared/tenant/tenant.ts';
import { expectedCaller } from '../builders/push-claims.ts';
import { type BundleProcess, launchBundle, startBundle } from './bundle-process.ts';

type Environment = Readonly<Record<string, string>>;

/** Bundles of functions that run as processes on embedded parts in one folder. */
export interface BundleWorld {
  /** What functions are given unless a test says otherwise. */
  readonly settings: Environment;
  /** Starts a bundle in a folder that holds nothing but its own files. */
  start(name: FunctionName, environment?: Environment): Promise<BundleProcess>;
  /** The same without waiting until it serves. */
  launch(name: FunctionName, environment: Environment): ReturnType<typeof launchBundle>;
  /** A tenant's record, read past the functions. */
  tenant(id: string): Promise<Tenant | undefined>;
  /** Kills what still runs and removes the folder. */
  close(): Promise<void>;
}

/** Bundles these functions. `keysUrl`: where the keys of Google's place are. */
export async function createBundleWorld(
  names: readonly FunctionName[],
  keysUrl: string,
): Promise<BundleWorld> {
  const folder = mkdtempSync(join(tmpdir(), 'tenantry-bundles-'));
  for (const name of names) {
    writeBundle(await bundleFunction(`functions/${name}/main.ts`), join(folder, 'dist', name));
  }
  copyAssets(join(folder, 'dist', 'docs'));
  const running: BundleProcess[] = [];
  const data = join(folder, 'data');
  let homes = 0;
  const homeOf = (name: FunctionName) => {
    homes += 1;
    const home = join(folder, `home-${homes}`);
    mkdirSync(home);
    cpSync(join(folder, 'dist', name), home, { recursive: true });
    return { file: join(home, 'main.mjs'), folder: home };
  };
  const settings = settingsOf(data, keysUrl);
  return {
    settings,
    start: async (name, environment = settings) => {
      const started = await startBundle({ ...homeOf(name), environment });
      running.push(started);
      return started;
    },
    launch: (name, environment) => launchBundle({ ...homeOf(name), environment }),
    tenant: async (id) => await readTenant(data, id),
    close: async () => {
      await Promise.all(running.map(({ end }) => end('SIGKILL')));
      rmSync(folder, { recursive: true });
    },
  };
}

function settingsOf(data: string, keysUrl: string): Environment {
  return {
    TENANTRY_STORE: 'embedded',
    TENANTRY_QUEUE: 'embedded',
    TENANTRY_CLUSTER: 'simulated',
    TENANTRY_DATA: data,
    AUTH: 'off',
    TOKEN_CERTS_URL: keysUrl,
    PUSH_AUDIENCE: expectedCaller.audience,
    PUSH_SERVICE_ACCOUNT: expectedCaller.serviceAccount,
    STRIPE_WEBHOOK_SECRET: 'whsec_of-the-bundles',
  };
}

async function readTenant(data: string, id: string): Promise<Tenant | undefined> {
  const database = openDatabase(join(data, databaseFileName));
  const store = createEmbeddedStore(database, { clock: { now: Date.now } });
  const tenant = await store.get('tenants', id);
  database.close();
  return tenant;
}
