import type { JsonObject } from './json.ts';

/** How older records of tenants become those of the next schema (`schema-version.ts`). */
export const tenantUpcasts: Readonly<Record<number, (record: JsonObject) => JsonObject>> = {
  1: withLifecycle,
};

/** Schema 2 knows revisions, suspension and soft deletion. Schema 1 only ever had its first revision. */
function withLifecycle(record: JsonObject): JsonObject {
  const wasActive =
    typeof record['observed_generation'] === 'number' && record['observed_generation'] > 0;
  return {
    ...record,
    schema: 2,
    revision: 1,
    good_revisions: wasActive ? [1] : [],
    pending: wasActive ? null : 'create',
    before: null,
    systems: [],
    irreversible_revision: null,
    suspension: null,
    scale_memory: [],
    purge_at: null,
  };
}
