import type { Clock } from '../ports/clock.ts';
import type { Store } from '../ports/store.ts';
import { isSettled, type Tenant } from '../tenant/tenant.ts';
import { assertNotDeleted, findTenant, type TenantQuestion } from './find-tenant.ts';
import { type StatusView, statusView } from './tenant-view.ts';

/** A question that may wait for news. */
export interface StatusQuestion extends TenantQuestion {
  /** Wait until the version differs from this one; absent: until the tenant has settled. */
  readonly since?: number;
  /** How long to wait at most, in milliseconds, up to 30 000; 0: answer at once. */
  readonly waitMs: number;
  /** Aborted when the caller has gone. */
  readonly signal: AbortSignal;
}

export interface StatusPorts {
  readonly store: Pick<Store, 'get' | 'waitForChange'>;
  readonly clock: Clock;
}

/** Most changes that one wait looks at. */
const changesMax = 1_000;

/** The status, once it is what the question waits for or the wait is over. Rejects as `getTenant` does. */
export async function getStatus(
  { store, clock }: StatusPorts,
  question: StatusQuestion,
): Promise<StatusView> {
  const { since, waitMs, signal } = question;
  const endsAtMs = clock.now() + waitMs;
  let tenant = await findTenant(store, question);
  for (let changes = 0; changes < changesMax; changes += 1) {
    const timeoutMs = endsAtMs - clock.now();
    if (timeoutMs <= 0 || isAnswer(tenant, since)) break;
    const changed = await store.waitForChange({
      tenantId: tenant.id,
      sinceRecordVersion: tenant.record_version,
      timeoutMs,
      signal,
    });
    if (changed === undefined) break;
    tenant = changed;
  }
  assertNotDeleted(tenant);
  return statusView(tenant);
}

function isAnswer(tenant: Tenant, since: number | undefined): boolean {
  return since === undefined ? isSettled(tenant.status) : tenant.record_version !== since;
}
