import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ObjectRef } from '../../kubernetes/object.ts';
import type { ChangeWait } from '../../ports/cluster.ts';
import type { ApiClient } from './api-client.ts';
import type { Connection } from './connection.ts';

/** What waiting needs of the cluster. */
export interface ChangeSource {
  readonly connection: Pick<Connection, 'open'>;
  readonly client: Pick<ApiClient, 'collectionPath' | 'read'>;
}

const pollMs = 1_000;

/**
 * Resolves when the object differs from `resourceVersion`, at the timeout at the latest. Watches
 * that one object; where no watch is allowed or it breaks, reads it once a second.
 */
export async function awaitChange(
  source: ChangeSource,
  ref: ObjectRef,
  change: ChangeWait,
): Promise<void> {
  const timeout = AbortSignal.timeout(change.timeoutMs);
  const signal = change.signal === undefined ? timeout : AbortSignal.any([timeout, change.signal]);
  // Secrets are only ever read by name: nothing of ours may watch or list them.
  if (ref.kind !== 'Secret' && (await isSeenByWatch(source, { ref, change }, signal))) return;
  // A read may take longer than what is left of the wait.
  await Promise.race([poll(source, { ref, change }, signal), aborted(signal)]);
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort');
}

interface Wanted {
  readonly ref: ObjectRef;
  readonly change: ChangeWait;
}

/** Whether the watch reported something; false when it broke or ended without a word. */
async function isSeenByWatch(
  { connection, client }: ChangeSource,
  wanted: Wanted,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    const { kind, name } = wanted.ref;
    const attempt = { verb: 'read', kind, target: name } as const;
    const path = await client.collectionPath(attempt, wanted.ref);
    const response = await connection.open(
      { method: 'GET', path, query: watchQuery(wanted) },
      signal,
    );
    try {
      if (response.statusCode !== 200) return false;
      // Any event is a hint, so its first bytes are enough; the caller reads the object itself.
      for await (const _bytes of response) return true;
      return false;
    } finally {
      response.destroy();
    }
  } catch {
    return false;
  }
}

function watchQuery({ ref, change }: Wanted): Readonly<Record<string, string>> {
  return {
    watch: 'true',
    fieldSelector: `metadata.name=${ref.name}`,
    timeoutSeconds: String(Math.max(1, Math.ceil(change.timeoutMs / 1000))),
    ...(change.resourceVersion !== undefined && { resourceVersion: change.resourceVersion }),
  };
}

async function poll({ client }: ChangeSource, { ref, change }: Wanted, signal: AbortSignal) {
  // Bounded by the signal: at most timeoutMs / pollMs turns, each no longer than a call.
  while (!signal.aborted) {
    const version = await client.read(ref).then(
      (object) => object?.metadata.resourceVersion,
      () => change.resourceVersion,
    );
    if (version !== change.resourceVersion) return;
    await sleep(pollMs, undefined, { signal }).catch(() => undefined);
  }
}
