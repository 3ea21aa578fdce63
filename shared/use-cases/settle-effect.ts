import type { Transaction } from '../ports/store.ts';
import { appendEvent } from '../provisioning/append-event.ts';
import { mergeConditions } from '../tenant/condition.ts';
import { type Effect, effectKey, type LedgerRecord, withEffect } from '../tenant/effect.ts';
import { effectFact } from '../tenant/effect-fact.ts';
import { TenantryError } from '../tenant/errors.ts';
import type { Tenant } from '../tenant/tenant.ts';
import type { RepairRecord } from '../tenant/walk-record.ts';
import { type Granted, grantWish, type WishAnswer, type WishPorts } from './grant-wish.ts';
import { isUnderWay } from './list-effects.ts';
import { readWishedTenant, type TenantWishInput } from './tenant-wish.ts';

/** What a person found out about an effect. */
export interface EffectSettlement extends TenantWishInput {
  readonly effect: string;
  readonly outcome: 'done' | 'not_done';
}

/**
 * Records what a person found out: one that is `not_done` is begun again by the next walk. Rejects as
 * `readWishedTenant` does, and with `effect_not_found`, `effect_running` while a worker is at it, or
 * `effect_settled` when it is known to be done.
 */
export async function settleEffect(ports: WishPorts, input: EffectSettlement): Promise<WishAnswer> {
  return await grantWish(ports, input, async (transaction) => {
    const tenant = await readWishedTenant(transaction, input);
    const ledger = await transaction.get('ledger', tenant.id);
    const effect = ledger?.effects.find(({ name }) => name === input.effect);
    if (ledger === undefined || effect === undefined) throw notFound(tenant, input);
    assertOpen(effect, { tenant, input });
    const repairs = await transaction.get('repairs', tenant.id);
    return settle(transaction, { tenant, ledger, effect, repairs, input });
  });
}

interface Asked {
  readonly tenant: Tenant;
  readonly input: EffectSettlement;
}

function assertOpen(effect: Effect, { tenant, input: { outcome } }: Asked): void {
  const cannot = `Cannot settle effect "${effect.name}" of tenant "${tenant.slug}"`;
  if (isUnderWay(effect, tenant)) {
    throw new TenantryError(
      'effect_running',
      `${cannot}: a worker is at it; look again in a minute`,
    );
  }
  if (effect.state === 'done' && outcome === 'not_done') {
    throw new TenantryError('effect_settled', `${cannot}: it was done, and is never done twice`);
  }
}

interface Settling extends Asked {
  readonly ledger: LedgerRecord;
  readonly effect: Effect;
  readonly repairs: RepairRecord | undefined;
}

function settle(
  transaction: Transaction,
  { tenant, ledger, effect, repairs, input }: Settling,
): Granted {
  const { outcome, principal, requestId } = input;
  const isKnown = effect.state === 'done';
  if (isKnown && isTold(tenant, effect)) return { tenant, isWork: false };
  const at = transaction.now();
  const settled: Effect = isKnown
    ? effect
    : { ...effect, state: outcome, ended_at: at, settled_by: principal.id };
  transaction.put('ledger', tenant.id, {
    ...ledger,
    effects: withEffect(ledger.effects, settled),
  });
  // It is tried as often as for the first time.
  if (repairs !== undefined) {
    const streaks = repairs.streaks.filter(({ what }) => what !== effectKey(effect.condition));
    transaction.put('repairs', tenant.id, { ...repairs, streaks });
  }
  const sighting = { at, generation: tenant.generation };
  const told: Tenant = {
    ...tenant,
    conditions: mergeConditions(tenant.conditions, [effectFact(settled, true)], sighting),
    record_version: tenant.record_version + 1,
    updated_at: at,
    updated_by: principal.id,
  };
  const written = appendEvent(transaction, told, {
    type: 'effect.settled',
    message: `Effect ${effect.name} settled as ${outcome}`,
    actor: principal.id,
    operation_id: effect.operation_id,
    request_id: requestId,
  });
  transaction.put('tenants', tenant.id, written);
  return { tenant: written, isWork: false };
}

/** Whether the tenant's condition says already that it was done. */
function isTold({ conditions }: Tenant, { condition }: Effect): boolean {
  return conditions.some(({ type, status }) => type === condition && status === 'True');
}

function notFound({ slug }: Tenant, { effect }: EffectSettlement): TenantryError {
  return new TenantryError(
    'effect_not_found',
    `Cannot settle effect "${effect}" of tenant "${slug}": it has no such effect`,
  );
}
