import type { Pool, PoolClient } from 'pg';
import { type Attempt, databaseFailure, type Stage } from './database-failure.ts';

/** Runs one statement, or several without values; its rows by column. */
export type Query = (
  text: string,
  values?: readonly unknown[],
) => Promise<readonly Readonly<Record<string, unknown>>[]>;

export interface TransactionSettings {
  readonly attempt: Attempt;
  /** For connecting and everything after it. */
  readonly timeoutMs: number;
}

/**
 * Does the work in one transaction within the time: all of it or nothing. Rejects with a
 * `SystemError`. Whatever fails, the connection is given up, and the server rolls back.
 */
export async function inTransaction<T>(
  pool: Pool,
  { attempt, timeoutMs }: TransactionSettings,
  work: (query: Query) => Promise<T>,
): Promise<T> {
  const endsAt = performance.now() + timeoutMs;
  const client = await connect(pool, attempt);
  let stage: Stage = 'work';
  try {
    const query = queryOf(client, endsAt);
    await query(begin(leftMs(endsAt)));
    const result = await work(query);
    stage = 'commit';
    await query('COMMIT');
    client.release();
    return result;
  } catch (error) {
    client.release(true);
    throw databaseFailure(attempt, stage, error);
  }
}

async function connect(pool: Pool, attempt: Attempt): Promise<PoolClient> {
  try {
    return await pool.connect();
  } catch (error) {
    throw databaseFailure(attempt, 'connect', error);
  }
}

/**
 * The server ends by itself what nobody waits for any more. Set within the transaction, because
 * poolers between us refuse settings at the start of a connection.
 */
function begin(ms: number): string {
  const settings = {
    statement_timeout: ms,
    lock_timeout: Math.ceil(ms / 2),
    idle_in_transaction_session_timeout: ms,
    client_min_messages: 'warning',
    search_path: 'pg_catalog',
  };
  const lines = Object.entries(settings).map(([name, value]) => `SET LOCAL ${name} = ${value}`);
  return ['BEGIN', ...lines].join(';');
}

function queryOf(client: PoolClient, endsAt: number): Query {
  return async (text, values = []) => {
    // The driver reads this of each query; its types know it of connections only.
    const timed = { text, values: [...values], query_timeout: leftMs(endsAt) };
    const { rows } = await client.query<Record<string, unknown>>(timed);
    return rows;
  };
}

function leftMs(endsAt: number): number {
  return Math.max(1, Math.ceil(endsAt - performance.now()));
}
