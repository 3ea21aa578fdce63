import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readRecord, recordSchemaOf } from '../../../shared/tenant/schema-version.ts';
import { aBillingRecord } from '../../builders/a-billing-record.ts';
import { aBreaker } from '../../builders/a-breaker.ts';
import { aClaim } from '../../builders/a-claim.ts';
import { aDeadLetter } from '../../builders/a-dead-letter.ts';
import { aLock } from '../../builders/a-lock.ts';
import { aSetting } from '../../builders/a-setting.ts';
import { aTenant } from '../../builders/a-tenant.ts';
import { aWalkRecord } from '../../builders/a-walk-record.ts';
import { anApiKey } from '../../builders/an-api-key.ts';
import { anEvent } from '../../builders/an-event.ts';
import { anIdempotencyRecord } from '../../builders/an-idempotency-record.ts';
import { anOperation } from '../../builders/an-operation.ts';

const known = { schema: 1, upcasts: {} };

describe('readRecord()', () => {
  it('returns a record of schema 1 as it is', () => {
    const record = { schema: 1, id: 'a', later_field: true };

    expect(readRecord(record, known)).toBe(record);
  });

  it.each([2, 99, 0, -1, 1.5, '1', null, undefined])('refuses schema %s', (schema) => {
    expect(() => readRecord({ schema, id: 'a' }, known)).toThrow(
      expect.objectContaining({ code: 'unknown_schema' }),
    );
  });

  it.each([null, undefined, 'text', 7, [{ schema: 1 }]])(
    'refuses %j, which is no record',
    (value) => {
      expect(() => readRecord(value, known)).toThrow(
        expect.objectContaining({ code: 'unknown_schema' }),
      );
    },
  );

  it('refuses a schema that the record only inherits', () => {
    const record = Object.create({ schema: 1 });

    expect(() => readRecord(record, known)).toThrow(
      expect.objectContaining({ code: 'unknown_schema' }),
    );
  });

  it('does not quote the record, which may hold what a log must not', () => {
    expect(() => readRecord({ schema: 2, value: 'hunter2' }, known)).not.toThrow(/hunter2/);
  });

  it('raises an older record schema by schema', () => {
    const upcasts = {
      [-1]: (record: object) => ({ ...record, schema: 0, first: true }),
      0: (record: object) => ({ ...record, schema: 1, second: true }),
    };

    const record = readRecord({ schema: -1, id: 'a' }, { schema: 1, upcasts });

    expect(record).toEqual({ schema: 1, id: 'a', first: true, second: true });
  });

  it('refuses an upcast that does not raise the schema', () => {
    const upcasts = { 0: (record: object) => ({ ...record, schema: 0 }) };

    expect(() => readRecord({ schema: 0 }, { schema: 1, upcasts })).toThrow('not raised');
  });
});

/** Sample → collection and what this program writes there. */
const written = {
  'api-key.json': ['api_keys', anApiKey()],
  'billing-record.json': ['billing', aBillingRecord()],
  'breaker.json': ['breakers', aBreaker()],
  'claim.json': ['claims', aClaim()],
  'cluster-record.json': ['clusters', undefined],
  'dead-letter.json': ['dead_letters', aDeadLetter()],
  'idempotency-record.json': ['idempotency', anIdempotencyRecord()],
  'lock-record.json': ['locks', aLock()],
  'operation.json': ['operations', anOperation()],
  'repair-record.json': ['repairs', undefined],
  'revision.json': ['revisions', undefined],
  'setting-record.json': ['settings', aSetting()],
  'tenant-event.json': ['events', anEvent()],
  'tenant.json': ['tenants', aTenant()],
  'walk-record.json': ['walks', aWalkRecord()],
  'work-hint.json': ['hints', undefined],
} as const;

const samples = Object.entries(written).map(([sample, [collection, record]]) => ({
  sample,
  collection,
  record,
}));

function storedSample(schema: number, sample: string) {
  const url = new URL(`../../fixtures/records/schema-${schema}/${sample}`, import.meta.url);
  return JSON.parse(readFileSync(url, 'utf8'));
}

function samplesOf(schema: number): readonly string[] {
  const folder = new URL(`../../fixtures/records/schema-${schema}/`, import.meta.url);
  return readdirSync(folder).toSorted();
}

describe('the stored samples of records', () => {
  it('has one of each record type in schema 1, and one of each later schema', () => {
    expect(samplesOf(1)).toEqual(Object.keys(written).toSorted());
    expect(samplesOf(2)).toEqual(['tenant.json']);
  });

  // A field that the samples lack needs the next schema and an upcast.
  it.each(samples.filter(({ record }) => record !== undefined))(
    '$sample has the fields that this program writes',
    ({ sample, collection, record = {} }) => {
      const stored = storedSample(recordSchemaOf(collection).schema, sample);

      expect(Object.keys(stored).toSorted()).toEqual(Object.keys(record).toSorted());
    },
  );

  it.each(samples)('$sample of schema 1 is read as what this program knows', (row) => {
    const { schema } = recordSchemaOf(row.collection);

    const record = readRecord(storedSample(1, row.sample), recordSchemaOf(row.collection));

    expect(record).toEqual(storedSample(schema, row.sample));
  });
});
