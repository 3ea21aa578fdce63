import { describe, expect, it } from 'vitest';
import { documentFields, recordOf } from '../../../../shared/adapters/firestore/document-fields.ts';
import { aClaim } from '../../../builders/a-claim.ts';
import { aTenant } from '../../../builders/a-tenant.ts';
import { anIdempotencyRecord } from '../../../builders/an-idempotency-record.ts';

describe('documentFields()', () => {
  it('keeps nothing but the record of what is only read by its name', () => {
    const fields = documentFields({ collection: 'claims', id: 'a' }, aClaim());

    expect(fields).toEqual({ record: { stringValue: JSON.stringify(aClaim()) } });
  });

  it('leaves out a due time that there is not, so that no index holds the tenant', () => {
    const fields = documentFields({ collection: 'tenants', id: 'a' }, aTenant({ due: null }));

    expect(fields).not.toHaveProperty('due');
  });

  it('gives the TTL policy the end to the millisecond', () => {
    const record = anIdempotencyRecord({ expires_at: '2026-05-01T12:00:00.250Z' });

    const fields = documentFields({ collection: 'idempotency', id: 'a' }, record);

    expect(fields['expire_at']).toEqual({
      timestampValue: { seconds: Date.UTC(2026, 4, 1, 12) / 1_000, nanos: 250_000_000 },
    });
  });

  it('gives what has no end to no TTL policy', () => {
    const fields = documentFields({ collection: 'tenants', id: 'a' }, aTenant());

    expect(fields).not.toHaveProperty('expire_at');
  });

  it('always finds the tenant’s shard among those that are asked', () => {
    const shardsOf = [0, 1, 7, -3, 2.5].map(
      (shard) => documentFields({ collection: 'tenants', id: 'a' }, aTenant({ shard }))['shard'],
    );

    expect(new Set(shardsOf.map((shard) => shard?.integerValue))).toEqual(new Set([0]));
  });
});

describe('recordOf()', () => {
  it.each([[{}], [{ record: { stringValue: '{"schema":1' } }], [{ record: { nullValue: null } }]])(
    'says store_unavailable for damaged fields, without their text: %j',
    (fields) => {
      expect(() => recordOf('tenants', fields)).toThrow(
        expect.objectContaining({
          code: 'store_unavailable',
          message: expect.stringMatching(/the text in its field "record" is damaged$/),
        }),
      );
    },
  );
});
