import type { Tenant } from '../../tenant/tenant.ts';
import { recordOf } from './document-fields.ts';
import { idOfName, tenantName } from './document-name.ts';
import type { FirestoreApi, ListenResponse, ListenStream } from './firestore-api.ts';
import { storeUnavailable } from './grpc-failure.ts';

/** How often in a row the stream is opened in vain before those who wait are told. */
const failuresMax = 3;

/** The pause before the stream is opened again; twice as long after each further failure. */
const reopenMsFirst = 250;

/** Who wants to hear of one tenant. */
export interface TenantObserver {
  readonly onTenant: (tenant: Tenant) => void;
  readonly onError: (error: unknown) => void;
}

/** Hears of every write to a tenant's record, whoever makes it. */
export interface TenantWatch {
  /** Tells the record as it is, then every change; ends with the returned function. */
  observe(tenantId: string, observer: TenantObserver): () => void;
}

/** One tenant on the stream. */
interface Target {
  readonly number: number;
  readonly observers: Set<TenantObserver>;
  /** As last told by the stream; a second observer need not wait for the next write. */
  last?: Tenant;
}

interface Watch {
  readonly api: FirestoreApi;
  readonly targets: Map<string, Target>;
  readonly state: {
    stream?: ListenStream | undefined;
    reopen?: NodeJS.Timeout | undefined;
    failures: number;
    lastNumber: number;
  };
}

/**
 * One stream for all tenants that somebody waits for, because a connection carries only about a
 * hundred streams. It is open while somebody waits, and opened again when it breaks.
 */
export function createTenantWatch(api: FirestoreApi): TenantWatch {
  const watch: Watch = { api, targets: new Map(), state: { failures: 0, lastNumber: 0 } };
  return { observe: (tenantId, observer) => observe(watch, tenantId, observer) };
}

function observe(watch: Watch, tenantId: string, observer: TenantObserver): () => void {
  const target = watch.targets.get(tenantId) ?? addTarget(watch, tenantId);
  target.observers.add(observer);
  const { last } = target;
  if (last !== undefined) observer.onTenant(last);
  return () => {
    target.observers.delete(observer);
    if (target.observers.size === 0) removeTarget(watch, tenantId, target);
  };
}

function addTarget(watch: Watch, tenantId: string): Target {
  const { state, targets } = watch;
  state.lastNumber += 1;
  const target: Target = { number: state.lastNumber, observers: new Set() };
  targets.set(tenantId, target);
  if (state.stream !== undefined) sendTarget(watch, tenantId, target);
  else if (state.reopen === undefined) open(watch);
  return target;
}

function removeTarget({ state, targets }: Watch, tenantId: string, target: Target): void {
  if (targets.get(tenantId) !== target) return;
  targets.delete(tenantId);
  state.stream?.send({ removeTarget: target.number });
  if (targets.size > 0) return;
  clearTimeout(state.reopen);
  state.stream?.close();
  state.stream = undefined;
  state.reopen = undefined;
  state.failures = 0;
}

function open(watch: Watch): void {
  watch.state.reopen = undefined;
  watch.state.stream = watch.api.listen({
    onMessage: (message) => receive(watch, message),
    onEnd: (error) => recover(watch, error),
  });
  for (const [tenantId, target] of watch.targets) sendTarget(watch, tenantId, target);
}

function sendTarget({ api, state }: Watch, tenantId: string, { number }: Target): void {
  state.stream?.send({
    addTarget: { targetId: number, documents: { documents: [tenantName(api.root, tenantId)] } },
  });
}

function receive(watch: Watch, { documentChange, targetChange }: ListenResponse): void {
  watch.state.failures = 0;
  if (targetChange?.cause) fail(watch, new Set(targetChange.targetIds), targetChange.cause);
  const document = documentChange?.document;
  const target = document?.name ? watch.targets.get(idOfName(document.name)) : undefined;
  if (target === undefined || !documentChange?.targetIds?.includes(target.number)) return;
  try {
    target.last = recordOf('tenants', document?.fields ?? {});
  } catch (error) {
    for (const observer of [...target.observers]) observer.onError(error);
    return;
  }
  for (const observer of [...target.observers]) observer.onTenant(target.last);
}

function recover(watch: Watch, error: Error): void {
  const { state, targets } = watch;
  state.stream = undefined;
  state.failures += 1;
  if (state.failures < failuresMax) {
    const pauseMs = reopenMsFirst * 2 ** (state.failures - 1);
    state.reopen = setTimeout(() => open(watch), pauseMs);
    return;
  }
  state.failures = 0;
  fail(watch, new Set([...targets.values()].map(({ number }) => number)), error);
}

function fail({ targets }: Watch, numbers: ReadonlySet<number>, cause: unknown): void {
  const observers = [...targets.values()]
    .filter(({ number }) => numbers.has(number))
    .flatMap((target) => [...target.observers]);
  const error = storeUnavailable('wait for a change', cause);
  for (const observer of observers) observer.onError(error);
}
