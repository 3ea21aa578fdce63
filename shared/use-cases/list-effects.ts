import type { Store } from '../ports/store.ts';
import type { Effect } from '../tenant/effect.ts';
import type { Tenant } from '../tenant/tenant.ts';
import { findTenant, type TenantQuestion } from './find-tenant.ts';

/** An effect as callers see it. One that was begun while nobody is at it any more reads `unknown`. */
export type EffectView = Omit<Effect, 'epoch'>;

/** The tenant's once-only effects, the first one first. Rejects with `tenant_not_found`. */
export async function listEffects(
  { store }: { readonly store: Pick<Store, 'get'> },
  question: TenantQuestion,
): Promise<readonly EffectView[]> {
  const tenant = await findTenant(store, question);
  const ledger = await store.get('ledger', tenant.id);
  return (ledger?.effects ?? []).map((effect) => effectView(effect, tenant));
}

function effectView(effect: Effect, tenant: Tenant): EffectView {
  const { epoch: _, ...view } = effect;
  return effect.state !== 'started' || isUnderWay(effect, tenant)
    ? view
    : { ...view, state: 'unknown' };
}

/** Whether a worker may be at it right now: the one that began it still has the lease. */
export function isUnderWay({ state, epoch }: Effect, { lease, epoch: held }: Tenant): boolean {
  return state === 'started' && lease !== null && epoch === held;
}
