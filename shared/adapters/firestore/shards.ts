import type { Tenant } from '../../tenant/tenant.ts';

/**
 * Into how many stretches the index of due times is cut. One index of growing values takes about
 * 500 writes a second, so more are only needed beyond that; the sweep asks one query per shard.
 */
const shardCount = 1;

/** Every shard that a due tenant can be in. */
export const shards: readonly number[] = Array.from({ length: shardCount }, (_, index) => index);

/** The shard of a tenant, always one of `shards`: a number from elsewhere must not hide a tenant. */
export function shardOf({ shard }: Tenant): number {
  return Math.abs(Math.trunc(shard)) % shardCount || 0;
}
