import type { DatabaseSync, StatementSync } from 'node:sqlite';

/** Gives the prepared statement of an SQL text, prepared once. Texts are constants of the code, so few. */
export type Statements = (sql: string) => StatementSync;

/** Statements of one open database. */
export function createStatements(database: DatabaseSync): Statements {
  const prepared = new Map<string, StatementSync>();
  return (sql) => {
    const known = prepared.get(sql);
    if (known !== undefined) return known;
    const statement = database.prepare(sql);
    prepared.set(sql, statement);
    return statement;
  };
}
