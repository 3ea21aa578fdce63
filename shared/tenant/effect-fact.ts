import type { ConditionFact } from './condition.ts';
import { type Effect, needsOperator, notDoneYet } from './effect.ts';

/** What the tenant's condition says of an effect; `isTriedAgain`: what was not done is begun again by itself. */
export function effectFact(effect: Effect, isTriedAgain: boolean): ConditionFact {
  return { type: effect.condition, ...factOf(effect, isTriedAgain) };
}

function factOf(effect: Effect, isTriedAgain: boolean): Omit<ConditionFact, 'type'> {
  const { name, reference, state } = effect;
  const why = effect.message ?? 'Nothing more is known';
  if (state === 'done') return { status: 'True', reason: 'Done', message: doneMessage(effect) };
  if (state === 'not_done' && isTriedAgain) {
    return { status: 'False', reason: notDoneYet, message: `${why}; it is tried again` };
  }
  if (state === 'not_done') {
    const message = `${why}; mend that and settle effect "${name}" as not_done to have it tried again`;
    return { status: 'False', reason: 'Refused', message };
  }
  const message = `${why}. It is not done again: look whether ${reference} is there, and settle effect "${name}" as done or not_done`;
  return { status: 'Unknown', reason: needsOperator, message };
}

function doneMessage({ settled_by, reference }: Effect): string {
  return settled_by === null ? `Done as ${reference}` : `Done, says ${settled_by}`;
}
