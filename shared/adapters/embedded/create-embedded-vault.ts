import type { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../../ports/clock.ts';
import type { SealedValues, Vault } from '../../ports/vault.ts';
import { TenantryError } from '../../tenant/errors.ts';
import { SystemError } from '../../tenant/system-error.ts';
import { commit } from './commit.ts';
import { ensureTables, type TableLayout } from './ensure-tables.ts';
import { openBox, sealBox } from './seal-box.ts';
import { withSqlite } from './sqlite-failure.ts';
import { createStatements, type Statements } from './statements.ts';

const layout: TableLayout = {
  name: 'vault',
  migrations: [
    `
    CREATE TABLE vault_values (
      tenant_id TEXT NOT NULL,
      token TEXT NOT NULL,
      key_id TEXT NOT NULL,
      nonce BLOB NOT NULL,
      box BLOB NOT NULL,
      put_at_ms INTEGER NOT NULL,
      PRIMARY KEY (tenant_id, token)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX vault_values_by_age ON vault_values (put_at_ms, tenant_id);
    `,
  ],
};

export interface EmbeddedVaultParts {
  readonly clock: Clock;
  /** 32 bytes (`createVaultKey`), asked for only when there are values. */
  readonly key: () => Uint8Array;
}

/** The vault in an embedded database (`openDatabase`): each value encrypted with AES-256-GCM. */
export function createEmbeddedVault(
  database: DatabaseSync,
  { clock, key }: EmbeddedVaultParts,
): Vault {
  const statements = withVault('open', () => {
    ensureTables(database, layout);
    return createStatements(database);
  });
  return {
    put: async (tenantId, values) => {
      if (values.size === 0) return;
      const kept = key();
      withVault('keep values', () =>
        commit(database, () => {
          for (const [token, value] of values) {
            const { keyId, nonce, box } = sealBox(kept, { tenantId, token }, value);
            statements(putSql).run(tenantId, token, keyId, nonce, box, Math.floor(clock.now()));
          }
        }),
      );
    },
    get: async (tenantId, tokens) => openAll(statements, { tenantId, tokens, key }),
    remove: async (tenantId) => {
      withVault('remove values', () => statements(removeSql).run(tenantId));
    },
    list: async ({ from, until }, limit) =>
      withVault('list tenants', () =>
        statements(listSql)
          .all(Date.parse(from), Date.parse(until), limit)
          .map((row) => String(row['tenant_id'])),
      ),
  };
}

// Encrypted anew: giving a value again is how one comes back whose key was lost.
const putSql =
  'INSERT INTO vault_values (tenant_id, token, key_id, nonce, box, put_at_ms) VALUES (?, ?, ?, ?, ?, ?) ' +
  'ON CONFLICT DO UPDATE SET key_id = excluded.key_id, nonce = excluded.nonce, box = excluded.box';
const getSql = 'SELECT key_id, nonce, box FROM vault_values WHERE tenant_id = ? AND token = ?';
const removeSql = 'DELETE FROM vault_values WHERE tenant_id = ?';
const listSql =
  'SELECT tenant_id FROM vault_values WHERE put_at_ms >= ? AND put_at_ms < ? GROUP BY tenant_id LIMIT ?';

interface Wanted {
  readonly tenantId: string;
  readonly tokens: readonly string[];
  readonly key: () => Uint8Array;
}

function openAll(statements: Statements, { tenantId, tokens, key }: Wanted): SealedValues {
  const found = tokens.flatMap((token) => {
    const row = withVault('read values', () => statements(getSql).get(tenantId, token));
    const { nonce, box } = row ?? {};
    if (!(nonce instanceof Uint8Array) || !(box instanceof Uint8Array)) return [];
    const sealed = { keyId: String(row?.['key_id']), nonce, box };
    const value = openBox(key(), { tenantId, token }, sealed);
    // Encrypted with a key that is lost: as good as gone.
    return value === undefined ? [] : [[token, value] as const];
  });
  return new Map(found);
}

/** What SQLite refuses is an outage of the vault. */
function withVault<T>(action: string, work: () => T): T {
  try {
    return withSqlite('store_unavailable', `${action} (vault)`, work);
  } catch (cause) {
    if (!(cause instanceof TenantryError) || cause.code !== 'store_unavailable') throw cause;
    throw new SystemError(
      'vault',
      { what: 'unavailable', message: cause.message },
      { class: 'retry', outcome: 'not-done', retryAfterMs: 1_000, cause },
    );
  }
}
