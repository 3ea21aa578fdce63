import type { ChangeRequest } from '../../ports/store.ts';
import { TenantryError } from '../../tenant/errors.ts';
import type { Tenant } from '../../tenant/tenant.ts';

/** Most calls of `waitForChange` that wait at a time. */
const waitersMax = 1_000;

/** Longest wait. */
const waitMsMax = 60_000;

/** How often a write of another process is looked for while somebody waits. */
const pollMs = 500;

const retryAfterMs = 1_000;

export interface ChangeSource {
  /** The tenant's record as it is now. */
  readonly readTenant: (tenantId: string) => Tenant | undefined;
  /** Differs from its last answer when anything was written since, by whichever process. */
  readonly writeMark: () => string;
}

/** Those who wait for a tenant's record to change. */
export interface ChangeWaiters {
  wait(request: ChangeRequest): Promise<Tenant | undefined>;
  /** Tells that this process has just written these tenants. */
  notify(tenantIds: ReadonlySet<string>): void;
}

interface Waiter {
  readonly request: ChangeRequest;
  readonly resolve: (tenant: Tenant | undefined) => void;
  readonly reject: (error: unknown) => void;
}

interface Waiters {
  readonly source: ChangeSource;
  readonly waiting: Set<Waiter>;
  readonly poll: { timer?: NodeJS.Timeout | undefined; mark: string };
}

/** Wakes a waiter at once for writes of this process, and by a slow poll for those of others. */
export function createChangeWaiters(source: ChangeSource): ChangeWaiters {
  const waiters: Waiters = { source, waiting: new Set(), poll: { mark: '' } };
  return {
    wait: async (request) => await wait(waiters, request),
    notify: (tenantIds) => {
      for (const waiter of [...waiters.waiting]) {
        if (tenantIds.has(waiter.request.tenantId)) check(waiters, waiter);
      }
    },
  };
}

async function wait(waiters: Waiters, request: ChangeRequest): Promise<Tenant | undefined> {
  const { timeoutMs, signal } = request;
  guardTimeout(timeoutMs);
  // The mark before the record: a write between the two is then seen at the next poll.
  if (waiters.waiting.size === 0) waiters.poll.mark = waiters.source.writeMark();
  const changed = changedTenant(waiters, request);
  if (changed !== undefined || timeoutMs <= 0 || signal?.aborted === true) return changed;
  guardCount(waiters);
  return await new Promise<Tenant | undefined>((resolve, reject) => {
    enter(waiters, { request, resolve, reject });
  });
}

function enter(waiters: Waiters, { request, resolve, reject }: Waiter): void {
  const leave = () => {
    clearTimeout(timer);
    request.signal?.removeEventListener('abort', end);
    waiters.waiting.delete(waiter);
    stopPollWhenAlone(waiters);
  };
  const waiter: Waiter = {
    request,
    resolve: (tenant) => {
      leave();
      resolve(tenant);
    },
    reject: (error) => {
      leave();
      reject(error);
    },
  };
  const end = () => waiter.resolve(undefined);
  const timer = setTimeout(end, request.timeoutMs);
  request.signal?.addEventListener('abort', end);
  waiters.waiting.add(waiter);
  waiters.poll.timer ??= setInterval(() => pollOnce(waiters), pollMs);
}

function stopPollWhenAlone({ waiting, poll }: Waiters): void {
  if (waiting.size > 0) return;
  clearInterval(poll.timer);
  poll.timer = undefined;
}

function pollOnce(waiters: Waiters): void {
  const { source, waiting, poll } = waiters;
  try {
    const mark = source.writeMark();
    if (mark === poll.mark) return;
    poll.mark = mark;
  } catch (error) {
    for (const waiter of [...waiting]) waiter.reject(error);
    return;
  }
  for (const waiter of [...waiting]) check(waiters, waiter);
}

function check(waiters: Waiters, waiter: Waiter): void {
  try {
    const changed = changedTenant(waiters, waiter.request);
    if (changed !== undefined) waiter.resolve(changed);
  } catch (error) {
    waiter.reject(error);
  }
}

function changedTenant(
  { source }: Waiters,
  { tenantId, sinceRecordVersion }: ChangeRequest,
): Tenant | undefined {
  const tenant = source.readTenant(tenantId);
  if (tenant === undefined || tenant.record_version <= sinceRecordVersion) return undefined;
  return tenant;
}

function guardTimeout(timeoutMs: number): void {
  // Also refuses NaN, which a timer would take for 1 ms.
  if (timeoutMs <= waitMsMax) return;
  throw new TenantryError(
    'invalid_query',
    `Cannot wait ${timeoutMs} ms for a change: at most ${waitMsMax} ms are allowed`,
  );
}

function guardCount({ waiting }: Waiters): void {
  if (waiting.size < waitersMax) return;
  throw new TenantryError(
    'too_many_waiters',
    `Cannot wait for a change: ${waitersMax} calls wait already`,
    { retryAfterMs },
  );
}
