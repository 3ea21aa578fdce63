import type { Pool } from 'pg';

export interface PoolSettings {
  /** `postgres://…`, with everything about TLS in its parameters. */
  readonly url: string;
  readonly connectTimeoutMs: number;
}

// A function works on one tenant at a time; the second connection is for a call that began while the
// first was being given up.
const connectionsMax = 2;
const idleMs = 30_000;

/** A pool whose connections open when they are needed. The client is loaded here and nowhere else. */
export async function openPool({ url, connectTimeoutMs }: PoolSettings): Promise<Pool> {
  const { Pool: PgPool } = await import('pg');
  const pool = new PgPool({
    connectionString: url,
    application_name: 'tenantry',
    max: connectionsMax,
    connectionTimeoutMillis: connectTimeoutMs,
    idleTimeoutMillis: idleMs,
    allowExitOnIdle: true,
  });
  // A connection that breaks while nothing waits for it is found broken by its next user; without
  // these listeners it would end the process.
  const ignore = () => undefined;
  pool.on('error', ignore);
  pool.on('connect', (client) => client.on('error', ignore));
  return pool;
}
