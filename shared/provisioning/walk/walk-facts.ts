import type { Condition, ConditionFact } from '../../tenant/condition.ts';
import { givenUp } from '../../tenant/effect.ts';
import type { Health, Tenant } from '../../tenant/tenant.ts';
import type { Findings, Judgement, OwedEffect } from './judge-tenant.ts';

/** Conditions that only the walk states. */
type WalkCondition = 'Drifted' | 'FieldConflict' | 'SecretMissing';

/**
 * The conditions that what was seen changes. A condition of the walk is stated when it becomes true
 * and taken back when it ends; a tenant that never had it does not get it.
 */
export function walkFacts(findings: Findings, judgement: Judgement): readonly ConditionFact[] {
  const { tenant, mode, lostSecrets, ingressFact } = findings;
  const { conflicts, vain, faults, stale, surplus, isComplete } = judgement;
  const reported =
    mode === 'report'
      ? [...[...faults, ...stale].map(({ message }) => message), ...surplus.map(described)]
      : [];
  const held = [...vain, ...conflicts];
  const facts = [
    readyFact(findings, judgement),
    ingressFact,
    ...judgement.abandoned.map(abandonedFact),
    flag(tenant, 'FieldConflict', {
      isKnown: isComplete,
      messages: held,
      reason: vain.length > 0 ? 'RepairedInVain' : 'HeldByOthers',
    }),
    flag(tenant, 'Drifted', { isKnown: isComplete, messages: reported, reason: 'NotRepaired' }),
    flag(tenant, 'SecretMissing', {
      isKnown: lostSecrets !== undefined,
      messages: (lostSecrets ?? []).map(
        (name) => `${name} is gone; its values cannot be made again`,
      ),
      reason: 'SecretGone',
    }),
  ];
  return facts.flatMap((fact) => fact ?? []).filter((fact) => isNews(tenant, fact));
}

/** How the tenant's workloads do by what was seen; as before when too little was. */
export function walkedHealth(findings: Findings, judgement: Judgement): Health {
  const { tenant, wanted, lostSecrets } = findings;
  const had = isTrue(tenant, 'SecretMissing');
  const hasLost = lostSecrets === undefined ? had : lostSecrets.length > 0;
  if (tenant.status !== 'active' || !judgement.isComplete) return tenant.health;
  if (judgement.unready?.isFailed === true) return 'unhealthy';
  if (judgement.unready !== undefined || hasLost) return 'degraded';
  // Nothing to look at says nothing, unless it was a Secret that is back.
  return wanted.size > 0 || had ? 'healthy' : tenant.health;
}

function readyFact({ tenant, wanted }: Findings, judgement: Judgement): ConditionFact | undefined {
  const { isComplete, unready } = judgement;
  if (!isComplete || wanted.size === 0 || tenant.status !== 'active') return undefined;
  if (unready === undefined) {
    const message = 'All objects are ready';
    return { type: 'Ready', status: 'True', reason: 'Ready', message };
  }
  const { reason, message } = unready;
  return { type: 'Ready', status: 'False', reason, message };
}

/** From then on the walk leaves it alone, until a person settles it. */
function abandonedFact({ condition: type, why }: OwedEffect): ConditionFact {
  const message = `${why}, in vain so far; settle it as not_done to have it tried once more`;
  return { type, status: 'False', reason: givenUp, message };
}

interface Flag {
  /** Whether all was looked at that could say so. */
  readonly isKnown: boolean;
  readonly messages: readonly string[];
  readonly reason: string;
}

const shownMax = 5;

function flag(
  tenant: Tenant,
  type: WalkCondition,
  { isKnown, messages, reason }: Flag,
): ConditionFact | undefined {
  if (messages.length > 0) {
    const shown = messages.slice(0, shownMax).join('; ');
    const more = messages.length > shownMax ? `; and ${messages.length - shownMax} more` : '';
    return { type, status: 'True', reason, message: `${shown}${more}` };
  }
  if (!isKnown || !isTrue(tenant, type)) return undefined;
  return { type, status: 'False', reason: 'AsExpected', message: 'The walk found nothing amiss' };
}

function isTrue({ conditions }: Tenant, type: string): boolean {
  return conditions.some((each) => each.type === type && each.status === 'True');
}

function isNews({ conditions }: Tenant, fact: ConditionFact): boolean {
  const before: Condition | undefined = conditions.find(({ type }) => type === fact.type);
  return (
    before?.status !== fact.status ||
    before.reason !== fact.reason ||
    before.message !== fact.message
  );
}

function described({ kind, namespace, name }: Findings['surplus'][number]): string {
  return `${kind} ${namespace === undefined ? name : `${namespace}/${name}`} is not wanted`;
}
