import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ensureTables } from '../../../../shared/adapters/embedded/ensure-tables.ts';
import { openDatabase } from '../../../../shared/adapters/embedded/open-database.ts';

const first = { name: 'part', migrations: ['CREATE TABLE part_a (id TEXT) STRICT'] };
const second = {
  name: 'part',
  migrations: [...first.migrations, "INSERT INTO part_a VALUES ('migrated')"],
};

describe('ensureTables()', () => {
  let database: ReturnType<typeof openDatabase>;
  beforeEach(() => {
    database = openDatabase(':memory:');
  });
  afterEach(() => database.close());
  const ids = () => database.prepare('SELECT id FROM part_a').all();

  it('makes the tables of a part', () => {
    ensureTables(database, first);

    expect(ids()).toEqual([]);
  });

  it('runs only the migrations that are new', () => {
    ensureTables(database, first);

    ensureTables(database, second);
    ensureTables(database, second);

    expect(ids()).toMatchObject([{ id: 'migrated' }]);
  });

  it('keeps the versions of two parts apart', () => {
    ensureTables(database, second);

    ensureTables(database, { name: 'other', migrations: ['CREATE TABLE other_a (id TEXT)'] });

    expect(database.prepare('SELECT * FROM layouts ORDER BY name').all()).toMatchObject([
      { name: 'other', version: 1 },
      { name: 'part', version: 2 },
    ]);
  });

  it('refuses the tables of a newer program', () => {
    ensureTables(database, second);

    expect(() => ensureTables(database, first)).toThrow(
      expect.objectContaining({ code: 'unknown_schema' }),
    );
  });

  it('leaves the tables as they were when a migration fails', () => {
    const broken = { name: 'part', migrations: [...second.migrations, 'CREATE nonsense'] };

    expect(() => ensureTables(database, broken)).toThrow();

    ensureTables(database, second);
    expect(ids()).toMatchObject([{ id: 'migrated' }]);
  });
});
