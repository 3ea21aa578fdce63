import type { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { createEmbeddedVault } from '../../../../shared/adapters/embedded/create-embedded-vault.ts';
import { openDatabase } from '../../../../shared/adapters/embedded/open-database.ts';
import { vaultContract } from '../../../contracts/vault.contract.ts';
import { createManualClock } from '../../../fakes/manual-clock.ts';

const tenantId = '5a3b1e0c-0000-4000-8000-000000000000';
const token = 'sealed:v1:a';
const clock = createManualClock();
const keyOf = (byte: number) => () => new Uint8Array(32).fill(byte);

function aVault(database: DatabaseSync, byte = 1) {
  return createEmbeddedVault(database, { clock, key: keyOf(byte) });
}

vaultContract('in the embedded database', async () => {
  const database = openDatabase(':memory:');
  return {
    vault: aVault(database),
    now: clock.now,
    close: async () => database.close(),
  };
});

describe('createEmbeddedVault()', () => {
  it('stores no value as it is', async () => {
    const database = openDatabase(':memory:');
    await aVault(database).put(tenantId, new Map([[token, 'open sesame']]));

    const [row] = database.prepare('SELECT * FROM vault_values').all();
    const bytes = Object.values(row ?? {}).map((value) =>
      value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : String(value),
    );

    expect(bytes.join()).not.toContain('open sesame');
    expect(bytes).toHaveLength(6);
  });

  it('has nothing under another key until the value is given again', async () => {
    const database = openDatabase(':memory:');
    const values = new Map([[token, 'open sesame']]);
    await aVault(database).put(tenantId, values);
    const other = aVault(database, 2);

    expect(await other.get(tenantId, [token])).toEqual(new Map());
    await other.put(tenantId, values);
    expect(await other.get(tenantId, [token])).toEqual(values);
  });

  it.each([
    { to: 'another tenant', set: "tenant_id = 'other'", place: { id: 'other' } },
    { to: 'another token', set: "token = 'sealed:v1:b'", place: { moved: 'sealed:v1:b' } },
    { to: 'damage', set: 'box = zeroblob(40)', place: {} },
    { to: 'a stump', set: 'box = zeroblob(3)', place: {} },
  ])('opens nothing after a change to $to', async ({ set, place }) => {
    const { id = tenantId, moved = token }: { id?: string; moved?: string } = place;
    const database = openDatabase(':memory:');
    await aVault(database).put(tenantId, new Map([[token, 'open sesame']]));
    database.exec(`UPDATE vault_values SET ${set}`);

    expect(await aVault(database).get(id, [moved])).toEqual(new Map());
  });

  it('is unavailable when the database is closed', async () => {
    const database = openDatabase(':memory:');
    const vault = aVault(database);
    database.close();

    const failure = { code: 'vault_unavailable', class: 'retry', retryAfterMs: 1_000 };
    await expect(vault.put(tenantId, new Map([[token, 'x']]))).rejects.toMatchObject(failure);
    await expect(vault.get(tenantId, [token])).rejects.toMatchObject(failure);
    await expect(vault.remove(tenantId)).rejects.toMatchObject(failure);
  });

  it('asks for no key while there is nothing to encrypt', async () => {
    const database = openDatabase(':memory:');
    const vault = createEmbeddedVault(database, {
      clock,
      key: () => {
        throw new Error('asked');
      },
    });

    await vault.put(tenantId, new Map());
    await vault.remove(tenantId);
    expect(await vault.get(tenantId, [token])).toEqual(new Map());
  });
});
