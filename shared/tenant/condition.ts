/** A named fact about a tenant, in the shape of a Kubernetes condition (metav1.Condition). */
export interface Condition {
  /** What the fact is about, in CamelCase: `Provisioned`, `PrerequisitesMet`, `Simulated`, … */
  readonly type: string;
  readonly status: 'True' | 'False' | 'Unknown';
  /** One CamelCase word that a program can compare. */
  readonly reason: string;
  /** A sentence for a person: what is the case and what to do about it. */
  readonly message: string;
  readonly observed_generation: number;
  /** RFC 3339 UTC; moves only when `status` changes. */
  readonly last_transition_time: string;
}

/** A fact as a step states it; the engine adds the generation and the time. */
export type ConditionFact = Pick<Condition, 'type' | 'status' | 'reason' | 'message'>;

/** When and for which generation a fact was seen. */
export interface Sighting {
  readonly at: string;
  readonly generation: number;
}

/** Merges facts into conditions by type, keeping the order and the time of what did not change. */
export function mergeConditions(
  have: readonly Condition[],
  facts: readonly ConditionFact[],
  sighting: Sighting,
): readonly Condition[] {
  return facts.reduce((conditions, fact) => mergeFact(conditions, fact, sighting), have);
}

function mergeFact(
  have: readonly Condition[],
  fact: ConditionFact,
  { at, generation }: Sighting,
): readonly Condition[] {
  const before = have.find((condition) => condition.type === fact.type);
  const isSameStatus = before !== undefined && before.status === fact.status;
  const after: Condition = {
    ...fact,
    observed_generation: generation,
    last_transition_time: isSameStatus ? before.last_transition_time : at,
  };
  if (before === undefined) return [...have, after];
  return have.map((condition) => (condition === before ? after : condition));
}
