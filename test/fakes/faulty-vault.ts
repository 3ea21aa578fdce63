import type { Vault } from '../../shared/ports/vault.ts';
import { SystemError } from '../../shared/tenant/system-error.ts';

/** How a call to a vault may go wrong. */
export type VaultFault = 'not done' | 'done but unknown' | 'throttled' | 'refused';

/** A vault whose next calls go wrong. */
export interface FaultyVault {
  readonly wrap: (vault: Vault) => Vault;
  /** Lets so many of the next calls of this name go wrong. */
  fail(name: keyof Vault, fault: VaultFault, times: number): void;
}

/** Nothing goes wrong at first. */
export function createFaultyVault(): FaultyVault {
  let planned: { name: keyof Vault; fault: VaultFault; times: number } | undefined;
  const through = async <T>(name: keyof Vault, call: () => Promise<T>): Promise<T> => {
    if (planned?.name !== name || planned.times === 0) return await call();
    planned.times -= 1;
    if (planned.fault === 'done but unknown') await call();
    throw errors[planned.fault]();
  };
  return {
    wrap: (vault) => ({
      put: (tenantId, values) => through('put', () => vault.put(tenantId, values)),
      get: (tenantId, tokens) => through('get', () => vault.get(tenantId, tokens)),
      remove: (tenantId) => through('remove', () => vault.remove(tenantId)),
      list: (since, limit) => through('list', () => vault.list(since, limit)),
    }),
    fail: (name, fault, times) => {
      planned = { name, fault, times };
    },
  };
}

const errors: Readonly<Record<VaultFault, () => SystemError>> = {
  'not done': () => failure('unavailable', 'retry'),
  'done but unknown': () => failure('timeout', 'retry'),
  throttled: () => failure('throttled', 'retry'),
  refused: () => failure('refused', 'terminal'),
};

function failure(
  what: 'unavailable' | 'timeout' | 'throttled' | 'refused',
  errorClass: 'retry' | 'terminal',
): SystemError {
  const outcome = what === 'timeout' ? 'unknown' : 'not-done';
  const message = 'Cannot use the vault: a test says so';
  const details = { class: errorClass, outcome, retryAfterMs: 3_000 } as const;
  return new SystemError('vault', { what, message }, details);
}
