import type { Store } from '../ports/store.ts';
import { assertNotDeleted, findTenant, type TenantQuestion } from './find-tenant.ts';
import { type StatusView, statusView } from './tenant-view.ts';

/** A question that may wait for news. */
export interface StatusQuestion extends TenantQuestion {
  /** The `version` that the caller has; absent: answer at once. */
  readonly since?: number;
  /** How long to wait for a newer one, in milliseconds, at most 30 000. */
  readonly waitMs: number;
  /** Aborted when the caller has gone. */
  readonly signal: AbortSignal;
}

/**
 * The status, as soon as its version differs from `since` or the wait is over. Rejects as
 * `getTenant` does.
 */
export async function getStatus(
  { store }: { readonly store: Pick<Store, 'get' | 'waitForChange'> },
  question: StatusQuestion,
): Promise<StatusView> {
  const tenant = await findTenant(store, question);
  assertNotDeleted(tenant);
  const { since, waitMs: timeoutMs, signal } = question;
  const isNews = since === undefined || tenant.record_version > since;
  if (isNews || timeoutMs <= 0) return statusView(tenant);
  const { id: tenantId } = tenant;
  const changed = await store.waitForChange({
    tenantId,
    sinceRecordVersion: since,
    timeoutMs,
    signal,
  });
  const newest = changed ?? tenant;
  assertNotDeleted(newest);
  return statusView(newest);
}
