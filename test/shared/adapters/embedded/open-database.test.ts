import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  databaseFileName,
  openDatabase,
} from '../../../../shared/adapters/embedded/open-database.ts';
import { temporaryFolder } from './temporary-folder.ts';

describe('openDatabase()', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let path: string;
  beforeEach(() => {
    folder = temporaryFolder();
    path = join(folder.path, 'data', databaseFileName);
  });
  afterEach(() => folder.remove());

  it('makes a folder that only its owner may enter', () => {
    openDatabase(path).close();

    expect(statSync(join(folder.path, 'data')).mode & 0o777).toBe(0o700);
  });

  it.each([
    ['journal_mode', 'wal'],
    // 2 is FULL.
    ['synchronous', 2],
    ['fullfsync', 1],
  ])('sets %s to %s', (pragma, value) => {
    const database = openDatabase(path);

    expect(database.prepare(`PRAGMA ${pragma}`).get()?.[pragma]).toBe(value);
    database.close();
  });

  it('opens a file that is open already', () => {
    const first = openDatabase(path);
    const second = openDatabase(path);

    second.exec("INSERT INTO layouts VALUES ('from the second', 1)");

    expect(first.prepare('SELECT name FROM layouts').all()).toMatchObject([
      { name: 'from the second' },
    ]);
    second.close();
    first.close();
  });

  it('refuses the tables of a newer program and leaves them', () => {
    const newer = openDatabase(path);
    newer.exec('PRAGMA user_version = 99');
    newer.close();

    expect(() => openDatabase(path)).toThrow(expect.objectContaining({ code: 'unknown_schema' }));

    const untouched = new DatabaseSync(path);
    expect(untouched.prepare('PRAGMA user_version').get()?.['user_version']).toBe(99);
    untouched.close();
  });

  it('refuses a file that is no database and leaves it', () => {
    const text = 'not a database '.repeat(1_000);
    const other = join(folder.path, databaseFileName);
    writeFileSync(other, text);

    expect(() => openDatabase(other)).toThrow(
      expect.objectContaining({
        code: 'store_unavailable',
        message: 'Cannot open the embedded database: file is not a database',
      }),
    );
    expect(readFileSync(other, 'utf8')).toBe(text);
  });

  it('fails with store_unavailable when the path is a folder', () => {
    expect(() => openDatabase(folder.path)).toThrow(
      expect.objectContaining({ code: 'store_unavailable' }),
    );
  });

  it('keeps nothing of a database in memory', () => {
    const database = openDatabase(':memory:');
    database.exec("INSERT INTO layouts VALUES ('x', 1)");
    database.close();

    const next = openDatabase(':memory:');

    expect(next.prepare('SELECT * FROM layouts').all()).toEqual([]);
    next.close();
  });
});
