import type { CanonicalParams } from '../../blueprint/blueprint.ts';
import type { Json, JsonObject } from '../../tenant/json.ts';

/**
 * Given params, or a merge patch of them, with the user under `tenant.userId` and the tier apart. Two
 * users that differ stay as they are: the schema refuses them.
 */
export function canonicalParams({ tier, ...given }: JsonObject): CanonicalParams {
  const params = withOwnUser(given);
  if (typeof tier === 'string') return { params, tier };
  return { params: tier === undefined ? params : { ...params, tier } };
}

function withOwnUser(given: JsonObject): JsonObject {
  const { userId, tenant = {}, ...rest } = given;
  if (!isObject(tenant)) return given;
  const { userId: own } = tenant;
  // In a merge patch null takes a value back, whichever name it is given by.
  if (userId === null) return { ...rest, tenant: { userId, ...tenant } };
  const isFree = own === undefined || own === null || own === '' || own === userId;
  if (typeof userId !== 'string' || !isFree) return given;
  return { ...rest, tenant: { ...tenant, userId } };
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
