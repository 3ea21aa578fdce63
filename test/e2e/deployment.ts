import { randomUUID } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { createApiKey } from '../../functions/http/create-api-key.ts';
import { createFirestore } from '../../shared/adapters/firestore/create-firestore.ts';
import { createFirestoreStore } from '../../shared/adapters/firestore/create-firestore-store.ts';
import type { Store } from '../../shared/ports/store.ts';
import type { Principal } from '../../shared/tenant/principal.ts';
import type { ProvidedEmulators } from '../emulator/global-setup.ts';
import { openPubsub, type Pubsub } from '../emulator/open-pubsub.ts';
import { type FunctionProcess, startFunction } from '../fakes/function-process.ts';
import { type SigningProxy, startSigningProxy } from '../fakes/signing-proxy.ts';
import { type Gateway, startGateway } from './gateway.ts';

const serviceAccount = 'caller@tenantry-e2e.iam.gserviceaccount.com';
const audiences = {
  provision: 'https://provision.example',
  sweep: 'https://sweep.example',
  admin: 'https://admin.example',
} as const;

/** Who calls the deployment. */
const signUpPage: Principal = {
  id: 'sign-up-page',
  organization_id: 'default',
  role: 'operator',
  is_global: false,
};

/** Lease and budgets of a deployment that a test does not have to wait for. */
const budgets = {
  LEASE_MS: '14000',
  WORK_MS: '8000',
  CALL_TIMEOUT_MS: '4000',
  LEASE_MARGIN_MS: '1000',
};

/** Functions that callers reach by the gateway, besides `inspect` and `admin`. */
const httpFunctions = ['create', 'list', 'status', 'update', 'delete', 'docs'] as const;

/** Tenantry as it is deployed: every function alone, on Firestore, Pub/Sub and a cluster. */
export interface Deployment {
  /** Where callers call. */
  readonly url: string;
  readonly apiKey: string;
  readonly store: Store;
  readonly pubsub: Pubsub;
  readonly functions: readonly FunctionProcess[];
  /** Kills the function `provision` that is at work, and has another one take its place. */
  replaceProvision(): Promise<void>;
  /** False: pushed hints are acknowledged and lost. */
  deliver(isOn: boolean): void;
  /** What Cloud Scheduler does once a minute. */
  sweep(): Promise<number>;
  /** What Cloud Scheduler does every ten minutes; resolves to the answer. */
  walk(): Promise<unknown>;
  close(): Promise<void>;
}

/** What the parts of a deployment are. */
export interface DeploymentParts {
  readonly emulators: ProvidedEmulators;
  /** Of the account of `provision` and `sweep`. */
  readonly kubeconfigPath: string;
  /** Of the account of `inspect`. */
  readonly inspectKubeconfigPath: string;
  readonly namespace: string;
}

/** Starts eleven processes: eight behind the gateway, two times `provision`, and `sweep`. */
export async function startDeployment(parts: DeploymentParts): Promise<Deployment> {
  const { emulators } = parts;
  const projectId = `${emulators.projectId}-e2e-${randomUUID().slice(0, 8)}`;
  const firestore = createFirestore({
    projectId,
    databaseId: '(default)',
    host: emulators.firestoreHost,
  });
  const store = createFirestoreStore({ firestore });
  const pubsub = await openPubsub(emulators.pubsubHost, projectId);
  const apiKey = await createApiKey(store, signUpPage);
  const shared = environmentOf(parts, { projectId, topicId: pubsub.topicId });
  const toProvision = await startSigningProxy({ audience: audiences.provision, serviceAccount });
  const toSweep = await startSigningProxy({ audience: audiences.sweep, serviceAccount });
  const toAdmin = await startSigningProxy({ audience: audiences.admin, serviceAccount });
  const behind = await Promise.all(httpFunctions.map((name) => startFunction(name, shared)));
  const inspect = await startFunction('inspect', {
    ...shared,
    ...clusterOf(parts.inspectKubeconfigPath),
  });
  const admin = await startFunction('admin', { ...shared, ...callers('admin', toAdmin) });
  const provisions = await Promise.all(
    [1, 2].map(() => startProvision(shared, parts, toProvision)),
  );
  const sweep = await startFunction('sweep', {
    ...shared,
    ...clusterOf(parts.kubeconfigPath),
    ...callers('sweep', toSweep),
  });
  const reached = [...behind, inspect, admin];
  const gateway = await startGateway((name) => reached.find((each) => each.name === name)?.url);
  const [first, second] = provisions;
  if (first === undefined || second === undefined) throw new Error('No provision');
  const abyss = await startAbyss();
  let atWork = first.url;
  toProvision.forwardTo(atWork);
  toSweep.forwardTo(sweep.url);
  toAdmin.forwardTo(admin.url);
  await pubsub.pushTo(`${toProvision.url}/push`);
  await pubsub.pushDeadTo(`${toAdmin.url}/dead-letters`);
  const functions = [...reached, ...provisions, sweep];
  return {
    url: gateway.url,
    apiKey,
    store,
    pubsub,
    functions,
    replaceProvision: async () => {
      await first.kill();
      atWork = second.url;
      toProvision.forwardTo(atWork);
    },
    deliver: (isOn) => toProvision.forwardTo(isOn ? atWork : abyss.url),
    sweep: async () => {
      const answer = await fetch(`${toSweep.url}/sweep`, { method: 'POST' });
      const { due } = (await answer.json()) as { readonly due: number };
      return due;
    },
    walk: async () => {
      const answer = await fetch(`${toSweep.url}/walk`, { method: 'POST' });
      if (!answer.ok) throw new Error(`POST /walk: ${answer.status} ${await answer.text()}`);
      return await answer.json();
    },
    close: async () => {
      await gateway.close();
      await Promise.all(functions.map((each) => each.stop()));
      const proxies = [toProvision, toSweep, toAdmin, abyss];
      await Promise.all([...proxies.map((each) => each.close()), pubsub.close()]);
      await firestore.close();
    },
  };
}

/** Where messages are acknowledged and lost. */
async function startAbyss(): Promise<Gateway> {
  const server = http.createServer((request, response) => {
    request.resume();
    response.writeHead(204).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface Names {
  readonly projectId: string;
  readonly topicId: string;
}

function environmentOf({ emulators, namespace }: DeploymentParts, { projectId, topicId }: Names) {
  return {
    ...budgets,
    TENANTRY_STORE: 'firestore',
    TENANTRY_QUEUE: 'pubsub',
    GOOGLE_CLOUD_PROJECT: projectId,
    FIRESTORE_EMULATOR_HOST: emulators.firestoreHost,
    PUBSUB_EMULATOR_HOST: emulators.pubsubHost,
    PUBSUB_TOPIC: topicId,
    GKE_NAMESPACE: namespace,
    METADATA_SERVER_DETECTION: 'none',
    CURSOR_KEY: 'a key that all instances of this test share',
  };
}

function callers(name: keyof typeof audiences, proxy: SigningProxy) {
  return {
    PUSH_AUDIENCE: audiences[name],
    PUSH_SERVICE_ACCOUNT: serviceAccount,
    TOKEN_CERTS_URL: proxy.keysUrl,
  };
}

function clusterOf(KUBECONFIG: string) {
  return { TENANTRY_CLUSTER: 'kubeconfig', KUBECONFIG };
}

async function startProvision(
  shared: Readonly<Record<string, string>>,
  parts: DeploymentParts,
  proxy: SigningProxy,
): Promise<FunctionProcess> {
  return await startFunction('provision', {
    ...shared,
    ...clusterOf(parts.kubeconfigPath),
    ...callers('provision', proxy),
  });
}
