import type { DriftMode } from '../../blueprint/blueprint.ts';
import { type FieldRights, fieldRights } from '../../kubernetes/field-rights.ts';
import { refOfEntry } from '../../kubernetes/inventory.ts';
import { describeRef, refKey, refOf } from '../../kubernetes/object.ts';
import type { ConditionFact } from '../../tenant/condition.ts';
import { effectKey, notDoneYet } from '../../tenant/effect.ts';
import type { InventoryEntry, Tenant } from '../../tenant/tenant.ts';
import type { WantedObject } from '../wanted-objects.ts';
import { isCurrent, type Sighting } from './sighting.ts';

/** Everything that one slice of a walk knows of a tenant. */
export interface Findings {
  readonly tenant: Tenant;
  readonly mode: DriftMode;
  readonly wanted: ReadonlyMap<string, WantedObject>;
  /** By key; only of kinds that were listed. */
  readonly seen: ReadonlyMap<string, Sighting>;
  /** Own objects that nobody wants and that the inventory does not know, old enough to prune. */
  readonly surplus: readonly InventoryEntry[];
  /** `apiVersion Kind` of what was listed to its end. */
  readonly listed: ReadonlySet<string>;
  /** Names of generated Secrets that are gone; absent: not looked at this time. */
  readonly lostSecrets?: readonly string[];
  /** How it is reached; absent: not looked at this time. */
  readonly ingressFact?: ConditionFact;
  /** Copied Secrets that are gone or are not as their source is now. */
  readonly staleCopies: readonly Fault[];
  /** Keys of objects whose repair was in vain so often that it is not tried again. */
  readonly inVain: ReadonlySet<string>;
}

/** An object that is not as it was applied. */
export interface Fault {
  readonly key: string;
  /** `Deployment demo/web is missing`. */
  readonly message: string;
  /** Whether it is about fields, over which two managers may fight. */
  readonly isAboutFields: boolean;
}

/** An effect that has not come about yet. */
export interface OwedEffect extends Fault {
  /** Type of its condition. */
  readonly condition: string;
  /** What its condition says. */
  readonly why: string;
}

/** What the walk thinks of a tenant. */
export interface Judgement {
  /** To mend, unless the mode forbids it. */
  readonly faults: readonly Fault[];
  /** Copies to renew. Nothing is broken: one source that changes concerns every tenant at once. */
  readonly stale: readonly Fault[];
  /** Effects to try again, and those that were tried often enough. */
  readonly owed: readonly OwedEffect[];
  readonly abandoned: readonly OwedEffect[];
  readonly surplus: readonly InventoryEntry[];
  /** Fields that others keep: `spec.replicas of … is held by …`. */
  readonly conflicts: readonly string[];
  /** Repairs that do not last: same wording. */
  readonly vain: readonly string[];
  /** The first object that is not ready, and whether it can become so by itself. */
  readonly unready?: {
    readonly reason: string;
    readonly message: string;
    readonly isFailed: boolean;
  };
  /** Whether everything that the tenant wants was looked at. */
  readonly isComplete: boolean;
  /** Whether something was applied that would be rendered differently today. */
  readonly isOutdated: boolean;
}

/** Judges a tenant that nobody works on, by what was seen of its objects. */
export function judgeTenant(findings: Findings): Judgement {
  const looks = [...findings.wanted].map(([key, wanted]) => lookAt(findings, key, wanted));
  const unready = looks.flatMap((look) => look.unready ?? [])[0];
  const effects = owedEffects(findings);
  return {
    faults: looks.flatMap(({ fault }) => fault ?? []),
    stale: findings.mode === 'off' ? [] : findings.staleCopies.filter(isWorthRenewing(findings)),
    owed: effects.filter(({ key }) => !findings.inVain.has(key)),
    abandoned: effects.filter(({ key }) => findings.inVain.has(key)),
    surplus: findings.mode === 'off' ? [] : findings.surplus,
    conflicts: looks.flatMap(({ conflicts }) => conflicts),
    vain: looks.flatMap(({ vain }) => vain ?? []),
    ...(unready && { unready }),
    isComplete: looks.every(({ isListed }) => isListed),
    isOutdated: looks.some(({ isOutdated }) => isOutdated),
  };
}

interface Look {
  readonly isListed: boolean;
  readonly isOutdated: boolean;
  readonly fault?: Fault;
  readonly vain?: string;
  readonly conflicts: readonly string[];
  readonly unready?: Judgement['unready'];
}

function lookAt(findings: Findings, key: string, wanted: WantedObject): Look {
  const { tenant, listed, seen, mode } = findings;
  const { apiVersion, kind } = wanted.object;
  const name = describeRef(refOf(wanted.object));
  const entry = tenant.inventory.find((each) => refKey(refOfEntry(each)) === key);
  const isOutdated = !isCurrent(wanted, entry);
  if (!listed.has(`${apiVersion} ${kind}`)) return { isListed: false, isOutdated, conflicts: [] };
  const sighting = seen.get(key);
  const known = { isListed: true, isOutdated, conflicts: [], ...unreadyOf(name, sighting) };
  if (mode === 'off') return known;
  const fault = faultOf({ key, name, entry, sighting });
  // What is gone is brought back each time, unless bringing it back is what fails.
  if (fault !== undefined && hasRepairFailed(tenant) && findings.inVain.has(key)) {
    return { ...known, vain: fault.message };
  }
  if (fault !== undefined) return { ...known, fault };
  return { ...known, ...fieldFaults(findings, { key, name, sighting }) };
}

/** What was tried and not done while an operation lasted; a suspended tenant is left in peace. */
function owedEffects({ tenant, mode }: Findings): readonly OwedEffect[] {
  if (tenant.status !== 'active' || mode !== 'repair') return [];
  return tenant.conditions
    .filter(({ reason }) => reason === notDoneYet)
    .map(({ type, message: why }) => {
      const message = `${type} is still to come true`;
      return { key: effectKey(type), message, isAboutFields: false, condition: type, why };
    });
}

/** A source may change with every walk; only where renewing itself fails is it given up. */
function isWorthRenewing({ tenant, inVain }: Findings): (fault: Fault) => boolean {
  return ({ key }) => !hasRepairFailed(tenant) || !inVain.has(key);
}

function hasRepairFailed({ last_operation }: Tenant): boolean {
  return last_operation.kind === 'repair' && last_operation.state === 'failed';
}

interface Named {
  readonly key: string;
  readonly name: string;
  readonly sighting: Sighting | undefined;
}

/** What is wrong with the object as a whole. One that is ending is looked at when it has ended. */
function faultOf({ key, name, sighting, entry }: Named & { entry: InventoryEntry | undefined }) {
  if (sighting === undefined) {
    // Never applied by what is rendered today: the next operation brings it, not a repair.
    if (entry === undefined) return undefined;
    return { key, message: `${name} is missing or has lost its labels`, isAboutFields: false };
  }
  if (sighting.isTerminating || entry === undefined || sighting.uid === entry.uid) return undefined;
  return { key, message: `${name} was replaced by another object`, isAboutFields: false };
}

function fieldFaults(
  { inVain }: Findings,
  { key, name, sighting }: Named,
): Pick<Look, 'fault' | 'vain' | 'conflicts'> {
  const drift = sighting === undefined || sighting.isTerminating ? [] : sighting.drift;
  const { takenBack, yielded } = fieldRights(drift);
  const conflicts = yielded.length === 0 ? [] : [told(yielded, name)];
  if (takenBack.length === 0) return { conflicts };
  const message = told(takenBack, name);
  if (inVain.has(key)) return { conflicts, vain: message };
  return { conflicts, fault: { key, message, isAboutFields: true } };
}

const toldMax = 3;

/** `spec.replicas of Deployment demo/web is held by kubectl-edit`. */
function told(fields: FieldRights['yielded'], name: string): string {
  const shown = fields
    .slice(0, toldMax)
    .map(({ pointer }) => pointer.slice(1).replaceAll('/', '.'));
  const more = fields.length > toldMax ? [`${fields.length - toldMax} more`] : [];
  const managers = fields.flatMap(({ owners }) => owners.map(({ manager }) => manager));
  const held = managers.length === 0 ? 'nobody' : [...new Set(managers)].toSorted().join(', ');
  return `${[...shown, ...more].join(', ')} of ${name} is held by ${held}`;
}

function unreadyOf(name: string, sighting: Sighting | undefined): Pick<Look, 'unready'> {
  if (sighting === undefined) {
    const message = `${name}: does not exist`;
    return { unready: { reason: 'NotFound', message, isFailed: false } };
  }
  const { unready } = sighting;
  if (unready === undefined) return {};
  const { reason, message, state } = unready;
  return { unready: { reason, message: `${name}: ${message}`, isFailed: state === 'failed' } };
}
