import type { SecretCopy } from '../../blueprint/secret-spec.ts';
import type { CopySecrets } from '../../blueprint/step-spec.ts';
import { entryOf } from '../../kubernetes/inventory.ts';
import {
  describeRef,
  type ObjectRef,
  type ObservedObject,
  refOf,
} from '../../kubernetes/object.ts';
import { isSameCopy, missingKeys, secretCopy, versionOf } from '../../kubernetes/secret-copy.ts';
import type { ConditionFact } from '../../tenant/condition.ts';
import type { StepContext, StepImplementation } from '../step-implementation.ts';
import type { StepResult } from '../step-result.ts';
import { applyByRights } from './apply-by-rights.ts';
import { assertOwned, createOrFind, isTerminating, requestDelete } from './observe.ts';
import { waitForEnd } from './wait-for-end.ts';

/** How long until the platform's owner is looked after again. */
const lookAgainMs = 5_000;

/** A copy with its source as it is now. */
interface Look {
  readonly copy: SecretCopy;
  /** Undefined: there is none, or it lacks a key. */
  readonly source: ObservedObject | undefined;
  /** What is missing, for people; empty: nothing. */
  readonly missing: readonly string[];
}

/**
 * Copies what there is, then waits for what is missing. A copy that came from another state of its
 * source, or was changed since, is written anew; what nobody changed costs no write.
 */
export const copySecrets: StepImplementation<CopySecrets> = async (context, { copies }) => {
  const looks = await Promise.all(copies.map((copy) => look(context, copy)));
  for (const { copy, source } of looks) {
    if (source === undefined) continue;
    const wait = await bringAbout(context, copy, source);
    if (wait !== undefined) return wait;
  }
  return outcome(looks);
};

/** The Secret that is copied. */
export function sourceRef({ from }: SecretCopy): ObjectRef {
  return { apiVersion: 'v1', kind: 'Secret', ...from };
}

async function look({ cluster }: StepContext, copy: SecretCopy): Promise<Look> {
  const ref = sourceRef(copy);
  const source = await cluster.read(ref);
  if (source === undefined) return { copy, source, missing: [describeRef(ref)] };
  const missing = missingKeys(source, copy).map((key) => `key "${key}" in ${describeRef(ref)}`);
  return { copy, source: missing.length === 0 ? source : undefined, missing };
}

/** Undefined: the copy is as its source. */
async function bringAbout(
  context: StepContext,
  copy: SecretCopy,
  source: ObservedObject,
): Promise<StepResult | undefined> {
  const wanted = secretCopy(source, copy);
  const { cluster, tenant, note } = context;
  const have =
    (await cluster.read(refOf(wanted))) ?? (await createOrFind(context, wanted)).observed;
  assertOwned(have, tenant);
  // The type of a Secret cannot be changed.
  const isOther = have['type'] !== wanted.type;
  if (isOther) await requestDelete(cluster, have, tenant);
  if (isOther || isTerminating(have)) return waitForEnd(have);
  const observed = isSameCopy(have, wanted) ? have : await applyByRights(cluster, wanted, have);
  note({ applied: [{ ...entryOf(observed), source_version: versionOf(source) }] });
  return undefined;
}

function outcome(looks: readonly Look[]): StepResult {
  const awaited = looks.filter(({ copy }) => copy.isOptional !== true).flatMap(missingOf);
  const spared = looks.filter(({ copy }) => copy.isOptional === true).flatMap(missingOf);
  if (awaited.length > 0) {
    const reason = 'PrerequisiteMissing';
    const message = `The platform's owner must provide: ${[...awaited, ...spared].join(', ')}`;
    const conditions = [condition('False', reason, message)];
    return { kind: 'wait', reason, message, afterMs: lookAgainMs, conditions };
  }
  if (spared.length > 0) {
    const message = `The tenant goes on without what the platform's owner has not provided: ${spared.join(', ')}`;
    return { kind: 'done', conditions: [condition('False', 'OptionalMissing', message)] };
  }
  const message = 'Everything that the platform provides is there';
  return { kind: 'done', conditions: [condition('True', 'Found', message)] };
}

function missingOf({ missing }: Look): readonly string[] {
  return missing;
}

function condition(
  status: ConditionFact['status'],
  reason: string,
  message: string,
): ConditionFact {
  return { type: 'PrerequisitesMet', status, reason, message };
}
