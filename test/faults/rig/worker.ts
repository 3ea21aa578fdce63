import { composeEngine } from '../../../functions/compose/compose-engine.ts';
import { composeWishes } from '../../../functions/compose/compose-wishes.ts';
import { createParts } from '../../../functions/compose/parts.ts';
import { parseConfig } from '../../../functions/config.ts';
import { createFirestore } from '../../../shared/adapters/firestore/create-firestore.ts';
import { createFirestoreStore } from '../../../shared/adapters/firestore/create-firestore-store.ts';
import { createKubernetesCluster } from '../../../shared/adapters/kubernetes/create-kubernetes-cluster.ts';
import { createPubsubQueue } from '../../../shared/adapters/pubsub/create-pubsub-queue.ts';
import type { Random } from '../../../shared/ports/clock.ts';
import type { Store } from '../../../shared/ports/store.ts';
import type { ControlPlane } from '../../cluster/rig/connect-rig.ts';
import { createSilentLogger, type LogLine } from '../../fakes/silent-logger.ts';
import type { CallGate } from '../call-gate.ts';
import { faultCatalog } from '../scenarios.ts';
import type { WorkerPorts } from '../wishes.ts';
import { type GrpcFaultProxy, startGrpcFaultProxy } from './grpc-fault-proxy.ts';
import { kubeConfigAt } from './kube-config-at.ts';
import { type KubernetesFaultProxy, startKubernetesFaultProxy } from './kubernetes-fault-proxy.ts';

/** The real parts that a worker works on. */
export interface RealParts {
  readonly rig: ControlPlane;
  readonly firestoreHost: string;
  readonly pubsubHost: string;
  /** Where hints are published to. */
  readonly pubsub: { readonly projectId: string; readonly topicId: string };
}

/** What makes one worker. */
export interface WorkerOptions {
  readonly parts: RealParts;
  readonly gate: CallGate;
  /** The Firestore project of the run. */
  readonly projectId: string;
  readonly holder: string;
  readonly random: Random;
  readonly newId: () => string;
  /** Puts something between the engine and its store that only looks. */
  readonly observe: (store: Store) => Store;
}

/** The engine as it ships, on real parts behind fault proxies. */
export interface Worker {
  readonly ports: WorkerPorts;
  /** Resolves when a fault has killed it: none of its calls goes through from then on. */
  readonly died: Promise<void>;
  readonly isDead: () => boolean;
  readonly log: readonly LogLine[];
  end(): Promise<void>;
}

/** Small, so that a lease of a dead worker is soon over; they nest as those of a deployment do. */
const budgets = {
  CALL_TIMEOUT_MS: '1500',
  WORK_MS: '4000',
  LEASE_MS: '5800',
  LEASE_MARGIN_MS: '200',
} as const;
const callMs = Number(budgets.CALL_TIMEOUT_MS);

interface Proxies {
  readonly cluster: KubernetesFaultProxy;
  readonly store: GrpcFaultProxy;
  readonly queue: GrpcFaultProxy;
}

/** Starts a worker; `end` it. */
export async function startWorker(options: WorkerOptions): Promise<Worker> {
  const { promise: died, resolve } = Promise.withResolvers<void>();
  let isDead = false;
  const closing: (() => unknown)[] = [];
  const end = async () => {
    isDead = true;
    await Promise.allSettled(closing.splice(0).map(async (close) => await close()));
  };
  const kill = () => {
    isDead = true;
    for (const close of closing.splice(0))
      void (async () => await close())().catch(() => undefined);
    resolve();
  };
  const proxies = await startProxies(options, kill);
  closing.push(...Object.values(proxies).map((proxy) => () => proxy.cut()));
  const { ports, log } = composeWorker(options, proxies, (close) => closing.push(close));
  return { ports, died, isDead: () => isDead, log, end };
}

async function startProxies({ parts, gate }: WorkerOptions, kill: () => void): Promise<Proxies> {
  const { rig, firestoreHost, pubsubHost } = parts;
  const [cluster, store, queue] = await Promise.all([
    startKubernetesFaultProxy({ rigDir: rig.dir, server: rig.server, gate, kill }),
    startGrpcFaultProxy({ target: firestoreHost, service: 'store', gate, kill }),
    startGrpcFaultProxy({ target: pubsubHost, service: 'queue', gate, kill }),
  ]);
  return { cluster, store, queue };
}

function composeWorker(
  { parts, projectId, holder, random, newId, observe }: WorkerOptions,
  proxies: Proxies,
  atEnd: (close: () => unknown) => void,
) {
  const logger = createSilentLogger();
  const { host } = proxies.store;
  const firestore = createFirestore({ projectId, databaseId: '(default)', host, callMs });
  const queue = createPubsubQueue({
    ...parts.pubsub,
    emulatorHost: proxies.queue.host,
    limits: { callMs, deadlineMs: 2 * callMs },
  });
  atEnd(() => firestore.close());
  atEnd(() => queue.close());
  const config = parseConfig(budgets, 'local', []);
  const engine = composeEngine(
    { ...createParts(config), logger },
    {
      store: observe(createFirestoreStore({ firestore, random })),
      queue,
      cluster: createKubernetesCluster({
        kubeConfig: () => kubeConfigAt(parts.rig, proxies.cluster.url),
        callTimeoutMs: callMs,
        logger,
      }),
      catalog: faultCatalog,
    },
  );
  const settings = { ...engine.settings, holder };
  const ports: WorkerPorts = { ...engine, ...composeWishes(config), random, newId, settings };
  return { ports, log: logger.lines };
}
