import type { Random } from '../ports/clock.ts';
import type { Store } from '../ports/store.ts';
import type { Systems } from '../ports/systems.ts';
import type { Breaker } from '../tenant/breaker.ts';
import { SystemError, type SystemName } from '../tenant/system-error.ts';
import type { Tenant } from '../tenant/tenant.ts';
import { type Around, aroundSystems } from './around-calls.ts';
import { breakerAnswer, heldBack } from './breaker-moves.ts';
import { type Breakers, isAnswered, proberOf, systemDependency } from './breakers.ts';
import type { Budgets } from './budgets.ts';
import { callMsOf } from './guard-calls.ts';

/** What the gate goes by. */
export interface SystemGate {
  readonly store: Pick<Store, 'get'>;
  readonly breakers: Breakers;
  readonly random: Random;
  readonly tenant: Tenant;
  /** The store's time when the step was chosen. */
  readonly now: string;
  readonly budgets: Pick<Budgets, 'callMs' | 'marginMs'>;
}

/**
 * The systems behind their breakers (ADR 0018): while one is open its calls are not made and reject with
 * `<system>_unavailable` of class `wait`, which is no failure of the step; when its time is over one
 * worker's next call tries. Each breaker is looked at with the first call, and again after a failure.
 */
export function gateSystems(systems: Systems, gate: SystemGate): Systems {
  return aroundSystems(systems, (name) => {
    const callMs = callMsOf(systems, name, gate.budgets);
    return gateOf(name, { ...gate, budgets: { ...gate.budgets, callMs } });
  });
}

function gateOf(name: SystemName, gate: SystemGate): Around {
  const { store, breakers, tenant, now } = gate;
  const dependency = systemDependency(name);
  let isPassed = false;
  return async (call) => {
    const watched = async () => await breakers.watch({ dependency, tenantId: tenant.id }, call);
    if (isPassed && !breakers.isInDoubt(dependency)) return await watched();
    const breaker = await store.get('breakers', dependency);
    const answer = breakerAnswer(breaker, now);
    if (answer === 'wait') throw refusal(name, gate, breaker);
    const result = answer === 'pass' ? await watched() : await probe(name, gate, watched);
    isPassed = true;
    return result;
  };
}

/** Tries it for all others, unless somebody else does. */
async function probe<T>(name: SystemName, gate: SystemGate, call: () => Promise<T>): Promise<T> {
  const { breakers } = gate;
  const prober = proberOf(systemDependency(name), gate);
  const taken = await breakers.takeProbe(prober);
  if (taken !== 'probe') throw refusal(name, gate, taken);
  try {
    const result = await call();
    await breakers.endProbe(prober, true);
    return result;
  } catch (error) {
    // What says nothing about the system, such as a call that was not made, leaves the probe to end by itself.
    const answered = isAnswered(error);
    if (answered !== undefined) await breakers.endProbe(prober, answered);
    throw error;
  }
}

function refusal(name: SystemName, moment: SystemGate, breaker: Breaker | undefined): SystemError {
  const { afterMs: retryAfterMs, until } = heldBack(breaker, moment);
  const message = `Cannot call ${name}: it does not answer; nobody calls it ${until}`;
  const details = { class: 'wait', outcome: 'not-done', retryAfterMs } as const;
  return new SystemError(name, { what: 'unavailable', message }, details);
}
