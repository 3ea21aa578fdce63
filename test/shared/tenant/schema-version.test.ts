import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readRecord } from '../../../shared/tenant/schema-version.ts';
import { aClaim } from '../../builders/a-claim.ts';
import { aSetting } from '../../builders/a-setting.ts';
import { aTenant } from '../../builders/a-tenant.ts';
import { anEvent } from '../../builders/an-event.ts';
import { anIdempotencyRecord } from '../../builders/an-idempotency-record.ts';
import { anOperation } from '../../builders/an-operation.ts';

describe('readRecord()', () => {
  it('returns a record of schema 1 as it is', () => {
    const record = { schema: 1, id: 'a', later_field: true };

    expect(readRecord(record)).toBe(record);
  });

  it.each([2, 99, 0, -1, 1.5, '1', null, undefined])('refuses schema %s', (schema) => {
    expect(() => readRecord({ schema, id: 'a' })).toThrow(
      expect.objectContaining({ code: 'unknown_schema' }),
    );
  });

  it.each([null, undefined, 'text', 7, [{ schema: 1 }]])(
    'refuses %j, which is no record',
    (value) => {
      expect(() => readRecord(value)).toThrow(expect.objectContaining({ code: 'unknown_schema' }));
    },
  );

  it('refuses a schema that the record only inherits', () => {
    const record = Object.create({ schema: 1 });

    expect(() => readRecord(record)).toThrow(expect.objectContaining({ code: 'unknown_schema' }));
  });

  it('does not quote the record, which may hold what a log must not', () => {
    expect(() => readRecord({ schema: 2, value: 'hunter2' })).not.toThrow(/hunter2/);
  });

  it('raises an older record schema by schema', () => {
    const upcasts = {
      [-1]: (record: object) => ({ ...record, schema: 0, first: true }),
      0: (record: object) => ({ ...record, schema: 1, second: true }),
    };

    const record = readRecord({ schema: -1, id: 'a' }, upcasts);

    expect(record).toEqual({ schema: 1, id: 'a', first: true, second: true });
  });

  it('refuses an upcast that does not raise the schema', () => {
    const upcasts = { 0: (record: object) => ({ ...record, schema: 0 }) };

    expect(() => readRecord({ schema: 0 }, upcasts)).toThrow('not raised');
  });
});

describe('the stored samples of schema 1', () => {
  const folder = new URL('../../fixtures/records/schema-1/', import.meta.url);
  const samples = readdirSync(folder);

  it('has one of each record type', () => {
    expect(samples.toSorted()).toEqual([
      'api-key.json',
      'claim.json',
      'cluster-record.json',
      'idempotency-record.json',
      'operation.json',
      'revision.json',
      'setting-record.json',
      'tenant-event.json',
      'tenant.json',
      'work-hint.json',
    ]);
  });

  // A field that samples of schema 1 lack needs schema 2 and an upcast.
  it.each([
    ['tenant.json', aTenant()],
    ['operation.json', anOperation()],
    ['tenant-event.json', anEvent()],
    ['claim.json', aClaim()],
    ['idempotency-record.json', anIdempotencyRecord()],
    ['setting-record.json', aSetting()],
  ])('%s has the fields that this program writes', (sample, written) => {
    const stored = JSON.parse(readFileSync(new URL(sample, folder), 'utf8'));

    expect(Object.keys(stored).toSorted()).toEqual(Object.keys(written).toSorted());
  });

  it.each(samples)('%s is read as it was stored', (sample) => {
    const stored = JSON.parse(readFileSync(new URL(sample, folder), 'utf8'));

    expect(readRecord(stored)).toEqual(stored);
  });
});
