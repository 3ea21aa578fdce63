import { isDeepStrictEqual } from 'node:util';
import { tenantLabel } from '../../shared/kubernetes/labels.ts';
import { describeRef, type ObservedObject, refKey, refOf } from '../../shared/kubernetes/object.ts';
import { id8Of } from '../../shared/tenant/names.ts';

/** A tenant as far as the names of its objects tell of it. */
export interface NamedTenant {
  readonly id: string;
  readonly slug: string;
}

export interface ObjectsToJudge {
  /** The cluster before any of these tenants was there. */
  readonly before: readonly ObservedObject[];
  readonly after: readonly ObservedObject[];
  readonly tenants: readonly NamedTenant[];
  /** The roles (`rolesOf`) that each tenant's objects must have, each once. */
  readonly expectedRoles: readonly string[];
}

/** What is wrong with a cluster, each entry a sentence that names tenant and object. */
export interface ObjectsVerdict {
  readonly missing: readonly string[];
  /** Beyond one of each role. */
  readonly doubled: readonly string[];
  /** Objects of others that were changed, removed or made. */
  readonly foreign: readonly string[];
}

/** Compares a cluster with what a run without faults leaves: exactly each tenant's objects, nothing else touched. */
export function judgeObjects({
  before,
  after,
  tenants,
  expectedRoles,
}: ObjectsToJudge): ObjectsVerdict {
  const verdicts = tenants.map((tenant) =>
    judgeTenant(rolesOf(after, tenant), tenant, expectedRoles),
  );
  return {
    missing: verdicts.flatMap(({ missing }) => missing),
    doubled: verdicts.flatMap(({ doubled }) => doubled),
    foreign: foreignWrites(before, after, new Set(tenants.map(({ id }) => id))),
  };
}

/** What a tenant's objects are to it: kind and name with `<id8>` and `<slug>` in place of its own. */
export function rolesOf(
  objects: readonly ObservedObject[],
  { id, slug }: NamedTenant,
): readonly string[] {
  return objects
    .filter((object) => tenantOf(object) === id)
    .map((object) => {
      // The end of a generated name is random.
      const { generateName, name } = object.metadata;
      const named = describeRef({ ...refOf(object), name: generateName ?? name });
      return named.replace(id8Of(id), '<id8>').replace(slug, '<slug>');
    })
    .toSorted();
}

function judgeTenant(
  roles: readonly string[],
  { slug }: NamedTenant,
  expected: readonly string[],
): Pick<ObjectsVerdict, 'missing' | 'doubled'> {
  const isFirst = (role: string, index: number) => roles.indexOf(role) === index;
  return {
    missing: expected
      .filter((role) => !roles.includes(role))
      .map((role) => `${slug} has no ${role}`),
    doubled: roles
      .filter((role, index) => !expected.includes(role) || !isFirst(role, index))
      .map((role) => `${slug} has one ${role} too many`),
  };
}

function foreignWrites(
  before: readonly ObservedObject[],
  after: readonly ObservedObject[],
  ours: ReadonlySet<string>,
): readonly string[] {
  const now = new Map(after.map((object) => [refKey(refOf(object)), object]));
  const known = new Set(before.map((object) => refKey(refOf(object))));
  const touched = before.flatMap((object) => {
    const found = now.get(refKey(refOf(object)));
    if (found === undefined) return [`${describeRef(refOf(object))} of another owner is gone`];
    if (isDeepStrictEqual(found, object)) return [];
    return [`${describeRef(refOf(object))} of another owner was written`];
  });
  const made = after
    .filter((object) => !known.has(refKey(refOf(object))) && !ours.has(tenantOf(object)))
    .map((object) => `${describeRef(refOf(object))} belongs to no tenant`);
  return [...touched, ...made];
}

function tenantOf({ metadata }: ObservedObject): string {
  return metadata.labels?.[tenantLabel] ?? '';
}
