import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createEmbeddedStore } from '../../../../shared/adapters/embedded/create-embedded-store.ts';
import {
  databaseFileName,
  openDatabase,
} from '../../../../shared/adapters/embedded/open-database.ts';
import { aTenant } from '../../../builders/a-tenant.ts';
import { anEvent } from '../../../builders/an-event.ts';
import { temporaryFolder } from './temporary-folder.ts';

describe('rebuildOldLists()', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let path: string;
  beforeEach(async () => {
    folder = temporaryFolder();
    path = join(folder.path, databaseFileName);
    const database = openDatabase(path);
    await createEmbeddedStore(database, { clock: { now: Date.now } }).transact(async (tx) => {
      tx.put('tenants', 'a', aTenant({ id: 'a', labels: { team: 'a' } }));
      tx.put('events', 'tenant-1/1', anEvent());
    });
    database.close();
  });
  afterEach(() => folder.remove());
  const change = (sql: string) => {
    const database = openDatabase(path);
    database.exec(sql);
    database.close();
  };
  const entries = () => {
    const database = openDatabase(path);
    const rows = database.prepare('SELECT * FROM list_entries').all();
    database.close();
    return rows;
  };

  it('fills lists of an older version anew from the documents', () => {
    const written = entries();
    change(`DELETE FROM list_entries WHERE list LIKE '%team%';
      INSERT INTO list_entries VALUES ('of an older program', '', 'a');
      UPDATE counters SET value = 0 WHERE name = 'lists_version'`);

    expect(entries()).toEqual(written);
  });

  it('leaves lists of this version alone', () => {
    change("INSERT INTO list_entries VALUES ('mine', '', 'a')");

    expect(entries()).toContainEqual(expect.objectContaining({ list: 'mine' }));
  });

  it('refuses lists of a newer version', () => {
    change("UPDATE counters SET value = 99 WHERE name = 'lists_version'");

    expect(() => openDatabase(path)).toThrow(expect.objectContaining({ code: 'unknown_schema' }));
  });

  it('leaves documents out that it cannot read, and where they are', () => {
    change(`INSERT INTO documents VALUES ('tenants', 'future', 9, '{"schema":99}'),
      ('rollouts', 'r', 9, '{"schema":1}');
      UPDATE counters SET value = 0 WHERE name = 'lists_version'`);

    const ids = new Set(entries().map(({ id }) => id));

    expect(ids).toEqual(new Set(['a', 'tenant-1/1']));
    const database = openDatabase(path);
    expect(database.prepare('SELECT id FROM documents').all()).toHaveLength(4);
    database.close();
  });
});
