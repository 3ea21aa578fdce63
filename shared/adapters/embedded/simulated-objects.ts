import type { DatabaseSync } from 'node:sqlite';
import type { ObservedObject } from '../../kubernetes/object.ts';
import { ensureTables, type TableLayout } from './ensure-tables.ts';
import type { SimulatedKey } from './simulated-kinds.ts';
import { createStatements } from './statements.ts';

const layout: TableLayout = {
  name: 'simulated_cluster',
  migrations: [
    `
    CREATE TABLE simulated_objects (
      kind TEXT NOT NULL,
      namespace TEXT NOT NULL,
      name TEXT NOT NULL,
      json TEXT NOT NULL,
      applied_json TEXT,
      next_ms INTEGER,
      PRIMARY KEY (kind, namespace, name)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX simulated_objects_due ON simulated_objects (next_ms) WHERE next_ms IS NOT NULL;
    CREATE TABLE simulated_version (only INTEGER PRIMARY KEY CHECK (only = 1), value INTEGER NOT NULL) STRICT;
    INSERT INTO simulated_version (only, value) VALUES (1, 0);
    `,
  ],
};

/** An object with what the simulation remembers besides it. */
export interface SimulatedRecord {
  readonly object: ObservedObject;
  /** What Tenantry last wrote; undefined when somebody else owns the object. */
  readonly applied: object | undefined;
  /** When the next thing happens to it by itself, in milliseconds since the epoch. */
  readonly nextMs: number | undefined;
}

/** Which records to list, in the order of namespace and name. */
export interface RecordRange {
  readonly kind: string;
  readonly namespace: string | undefined;
  readonly after: Pick<SimulatedKey, 'namespace' | 'name'>;
  readonly limit: number;
}

/** The simulated cluster's storage: objects under one ever growing version, as in etcd. */
export interface SimulatedObjects {
  get(key: SimulatedKey): SimulatedRecord | undefined;
  /** Stores the record under a new resourceVersion and returns what is stored. */
  put(record: SimulatedRecord): ObservedObject;
  remove(key: SimulatedKey): void;
  list(range: RecordRange): readonly SimulatedRecord[];
  /** All objects of one namespace. */
  inNamespace(namespace: string): readonly SimulatedRecord[];
  /** The record whose next moment comes first, when it has come. */
  due(nowMs: number): SimulatedRecord | undefined;
}

/** Opens the storage in the embedded database, making its tables where they are missing. */
export function openSimulatedObjects(database: DatabaseSync): SimulatedObjects {
  ensureTables(database, layout);
  const sql = createStatements(database);

  function nextVersion(): string {
    const row = sql('UPDATE simulated_version SET value = value + 1 RETURNING value').get();
    return String(row?.['value']);
  }

  return {
    get({ kind, namespace, name }) {
      const row = sql(
        'SELECT * FROM simulated_objects WHERE kind = ? AND namespace = ? AND name = ?',
      ).get(kind, namespace, name);
      return row === undefined ? undefined : toRecord(row);
    },
    put({ object, applied, nextMs }) {
      const { metadata, kind } = object;
      const stored = { ...object, metadata: { ...metadata, resourceVersion: nextVersion() } };
      sql(`INSERT OR REPLACE INTO simulated_objects (kind, namespace, name, json, applied_json, next_ms)
           VALUES (?, ?, ?, ?, ?, ?)`).run(
        kind,
        metadata.namespace ?? '',
        metadata.name,
        JSON.stringify(stored),
        applied === undefined ? null : JSON.stringify(applied),
        nextMs ?? null,
      );
      return stored;
    },
    remove({ kind, namespace, name }) {
      sql('DELETE FROM simulated_objects WHERE kind = ? AND namespace = ? AND name = ?').run(
        kind,
        namespace,
        name,
      );
    },
    list({ kind, namespace, after, limit }) {
      return sql(
        `SELECT * FROM simulated_objects WHERE kind = ?1 AND (?2 IS NULL OR namespace = ?2)
         AND (namespace, name) > (?3, ?4) ORDER BY namespace, name LIMIT ?5`,
      )
        .all(kind, namespace ?? null, after.namespace, after.name, limit)
        .map(toRecord);
    },
    inNamespace(namespace) {
      return sql('SELECT * FROM simulated_objects WHERE namespace = ?')
        .all(namespace)
        .map(toRecord);
    },
    due(nowMs) {
      const row = sql(
        'SELECT * FROM simulated_objects WHERE next_ms <= ? ORDER BY next_ms LIMIT 1',
      ).get(nowMs);
      return row === undefined ? undefined : toRecord(row);
    },
  };
}

function toRecord(row: Readonly<Record<string, unknown>>): SimulatedRecord {
  const { json, applied_json, next_ms } = row;
  return {
    object: JSON.parse(String(json)) as ObservedObject,
    applied: typeof applied_json === 'string' ? (JSON.parse(applied_json) as object) : undefined,
    nextMs: typeof next_ms === 'number' ? next_ms : undefined,
  };
}
