/**
 * How far an effect has come: `started` a worker is at it, or died over it · `done` · `not_done` positively
 * nothing came of it · `unknown` it may have come about, and only a person can find out.
 */
export type EffectState = 'started' | 'done' | 'not_done' | 'unknown';

/**
 * Something that Tenantry brings about outside, such as a mail, that it can neither observe nor repeat.
 * It is recorded before and after. Times are RFC 3339 UTC.
 */
export interface Effect {
  /** Unique within the tenant: `welcome-mail`. */
  readonly name: string;
  readonly state: EffectState;
  /** Type of the tenant's condition that tells of it. */
  readonly condition: string;
  /** What it goes by outside, such as a Message-ID, for whoever looks it up there. */
  readonly reference: string;
  /** How often it was tried. */
  readonly attempts: number;
  /** The epoch of the lease under which it was last tried: that worker alone says what came of it. */
  readonly epoch: number;
  readonly operation_id: string;
  /** Why it was not done, or is not known. */
  readonly message: string | null;
  readonly started_at: string;
  readonly ended_at: string | null;
  /** Id of the principal that said what had come of it; null: nobody had to. */
  readonly settled_by: string | null;
}

/** The effects of one tenant; its id is the tenant's. */
export interface LedgerRecord {
  readonly schema: 1;
  readonly tenant_id: string;
  readonly organization_id: string;
  readonly effects: readonly Effect[];
}

/** Reason of the condition of an effect that only a person can settle. */
export const needsOperator = 'NeedsOperator';

/** Reason of the condition of an effect that was tried in vain so often that a person must look. */
export const givenUp = 'GivenUp';

/** Reason of the condition of an effect that is still to come about: the walk has it tried again. */
export const notDoneYet = 'NotDoneYet';

/** By which the walk counts how often an effect was tried, from the type of its condition. */
export function effectKey(condition: string): string {
  return `effect ${condition}`;
}

/** The effects with this one in the place of its former state, or last. */
export function withEffect(effects: readonly Effect[], effect: Effect): readonly Effect[] {
  const isKnown = effects.some(({ name }) => name === effect.name);
  if (!isKnown) return [...effects, effect];
  return effects.map((each) => (each.name === effect.name ? effect : each));
}
