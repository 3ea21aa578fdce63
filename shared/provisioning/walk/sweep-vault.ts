import { TenantryError } from '../../tenant/errors.ts';
import { addMs } from '../../tenant/time.ts';
import type { EnginePorts } from '../engine-ports.ts';

const hourMs = 3_600_000;

/** A wish that brings values is in the store long before this. */
const youngestMs = hourMs;

/** How long what was left behind is looked for: every walk of two days has its chance. */
const oldestMs = 48 * hourMs;

/** Most tenants that one look asks after. */
const tenantsMax = 200;

/**
 * Removes values of tenants that never came to be, because the store failed after the vault, and of
 * tenants that are gone, because a wish came late. A vault that does not answer is left for the next walk.
 */
export async function sweepVault(
  { store, systems, logger }: Pick<EnginePorts, 'store' | 'systems' | 'logger'>,
  now: string,
): Promise<void> {
  const vault = systems?.vault;
  if (vault === undefined) return;
  try {
    const span = { from: addMs(now, -oldestMs), until: addMs(now, -youngestMs) };
    for (const id of await vault.list(span, tenantsMax)) {
      const tenant = await store.get('tenants', id);
      if (tenant === undefined || tenant.status === 'deleted') await vault.remove(id);
    }
  } catch (error) {
    const code = error instanceof TenantryError ? error.code : 'internal';
    logger.warn('Sweeping the vault failed, going on next time', { code });
  }
}
