import type { ChangeRequest } from '../../ports/store.ts';
import { TenantryError } from '../../tenant/errors.ts';
import type { Tenant } from '../../tenant/tenant.ts';
import type { TenantWatch } from './tenant-watch.ts';

/** Most calls that wait at a time. */
const waitersMax = 1_000;

/** Longest wait. */
const waitMsMax = 60_000;

const retryAfterMs = 1_000;

/** What waiting needs. */
export interface ChangeSource {
  readonly readTenant: (tenantId: string) => Promise<Tenant | undefined>;
  readonly watch: TenantWatch;
  /** How many wait now. */
  readonly waiting: { count: number };
}

/**
 * The tenant once its record version is above the given one; undefined at the timeout or when
 * aborted. The record is read first, so only those who really wait need the stream.
 */
export async function waitForChange(
  source: ChangeSource,
  request: ChangeRequest,
): Promise<Tenant | undefined> {
  const { tenantId, sinceRecordVersion, timeoutMs, signal } = request;
  guardTimeout(timeoutMs);
  const endsAt = performance.now() + timeoutMs;
  const tenant = await source.readTenant(tenantId);
  if (tenant !== undefined && tenant.record_version > sinceRecordVersion) return tenant;
  const leftMs = endsAt - performance.now();
  if (leftMs <= 0 || signal?.aborted === true) return undefined;
  if (source.waiting.count >= waitersMax) throw tooManyWaiters();
  source.waiting.count += 1;
  try {
    return await awaitChange(source, request, leftMs);
  } finally {
    source.waiting.count -= 1;
  }
}

async function awaitChange(
  { watch }: ChangeSource,
  { tenantId, sinceRecordVersion, signal }: ChangeRequest,
  leftMs: number,
): Promise<Tenant | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<Tenant | undefined>();
  const end = () => resolve(undefined);
  const timer = setTimeout(end, leftMs);
  signal?.addEventListener('abort', end);
  const leave = watch.observe(tenantId, {
    onTenant: (tenant) => {
      if (tenant.record_version > sinceRecordVersion) resolve(tenant);
    },
    onError: reject,
  });
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', end);
    leave();
  }
}

function guardTimeout(timeoutMs: number): void {
  // Also refuses NaN, which a timer would take for 1 ms.
  if (timeoutMs <= waitMsMax) return;
  throw new TenantryError(
    'invalid_query',
    `Cannot wait ${timeoutMs} ms for a change: at most ${waitMsMax} ms are allowed`,
  );
}

function tooManyWaiters(): TenantryError {
  return new TenantryError(
    'too_many_waiters',
    `Cannot wait for a change: ${waitersMax} calls wait already`,
    { retryAfterMs },
  );
}
