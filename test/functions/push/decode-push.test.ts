import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodePush, pushBytesMax } from '../../../functions/push/decode-push.ts';
import { TenantryError } from '../../../shared/tenant/errors.ts';
import { aPush, bodyOf, tenantId } from '../../builders/a-push.ts';

/** Every code that the decoder may refuse with. */
const codes = [
  'body_too_large',
  'invalid_envelope',
  'invalid_hint',
  'invalid_message_data',
  'invalid_utf8',
  'json_too_deep',
  'malformed_json',
  'newer_schema',
];

const refusal = (code: string) => expect.objectContaining({ code });

function withData(data: string | Buffer): Buffer {
  const push = aPush();
  const text = typeof data === 'string' ? data : data.toString('base64');
  return bodyOf({ ...push, message: { ...push.message, data: text } });
}

/** The hint, or the code that it was refused with; anything else fails the test. */
function outcomeOf(body: Uint8Array): unknown {
  try {
    return decodePush(body).hint;
  } catch (error) {
    expect(error).toBeInstanceOf(TenantryError);
    expect(codes).toContain((error as TenantryError).code);
    return (error as TenantryError).code;
  }
}

describe('decodePush()', () => {
  it('returns the hint and its delivery', () => {
    expect(decodePush(bodyOf(aPush()))).toEqual({
      hint: { schema: 1, tenant_id: tenantId },
      subscription: 'projects/tenantry-test/subscriptions/work',
      messageId: '2070443601311540',
      attempt: 1,
    });
  });

  it.each([
    ['nothing', '', 'malformed_json'],
    ['junk', 'junk', 'malformed_json'],
    ['half a body', JSON.stringify(aPush()).slice(0, -1), 'malformed_json'],
    ['two bodies', JSON.stringify(aPush()).repeat(2), 'malformed_json'],
    ['a byte order mark in the middle', `{"a":\uFEFF1}`, 'malformed_json'],
    ['NaN', '{"message":NaN}', 'malformed_json'],
    ['a bare hint', { schema: 1, tenant_id: tenantId }, 'invalid_envelope'],
    ['a hint of a newer version', aPush({ schema: 99 }), 'newer_schema'],
    ['a list of hints', aPush([{ schema: 1, tenant_id: tenantId }]), 'invalid_hint'],
    ['a hint in base64 twice', aPush(aPush().message.data), 'invalid_hint'],
  ])('refuses %s', (_name, body, code) => {
    expect(() => decodePush(bodyOf(body))).toThrow(refusal(code));
  });

  it('refuses bytes that are not UTF-8, outside and inside', () => {
    expect(() => decodePush(Buffer.from([0x22, 0xff, 0x22]))).toThrow(refusal('invalid_utf8'));
    expect(() => decodePush(withData(Buffer.from([0x22, 0xc0, 0x80, 0x22])))).toThrow(
      refusal('invalid_utf8'),
    );
  });

  it('refuses data that is not base64', () => {
    expect(() => decodePush(withData('%%%'))).toThrow(refusal('invalid_message_data'));
  });

  it('refuses data that is not JSON', () => {
    expect(() => decodePush(withData(Buffer.from('junk')))).toThrow(refusal('malformed_json'));
  });

  it('refuses what is nested deeply, outside and inside', () => {
    const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;

    expect(() => decodePush(bodyOf(deep))).toThrow(refusal('json_too_deep'));
    expect(() => decodePush(withData(Buffer.from(deep)))).toThrow(refusal('json_too_deep'));
  });

  it('refuses a body of one byte too many before it reads it', () => {
    const body = Buffer.alloc(pushBytesMax + 1, 0x20);

    expect(() => decodePush(body)).toThrow(refusal('body_too_large'));
  });

  it('reads a body of exactly as many bytes as it may have', () => {
    const text = JSON.stringify(aPush());
    const body = bodyOf(text + ' '.repeat(pushBytesMax - text.length));

    expect(decodePush(body).hint.tenant_id).toBe(tenantId);
  });

  it('names the message that it refuses', () => {
    expect(() => decodePush(withData('%%%'))).toThrow(
      expect.objectContaining({ extensions: { message_id: '2070443601311540' } }),
    );
  });

  it('changes no prototype', () => {
    const body = JSON.stringify(aPush()).replace('{', '{"__proto__":{"polluted":true},');

    expect(decodePush(bodyOf(body)).hint).toEqual({ schema: 1, tenant_id: tenantId });
    expect('polluted' in {}).toBe(false);
  });

  it('returns every hint that there can be', () => {
    fc.assert(
      fc.property(fc.uuid(), (id) => {
        expect(outcomeOf(bodyOf(aPush({ schema: 1, tenant_id: id })))).toEqual({
          schema: 1,
          tenant_id: id,
        });
      }),
    );
  });

  it('refuses arbitrary bytes with a code, never otherwise', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        expect(typeof outcomeOf(bytes)).toBe('string');
      }),
      { numRuns: 1_000 },
    );
  });

  it('refuses arbitrary JSON with a code, as the body and as the data', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(typeof outcomeOf(bodyOf(value ?? null))).toBe('string');
        expect(typeof outcomeOf(bodyOf(aPush(value)))).toBe('string');
      }),
      { numRuns: 1_000 },
    );
  });

  it('takes a near miss for a hint only when it is one', () => {
    const member = fc.oneof(fc.constant(1), fc.constant(tenantId), fc.jsonValue());
    const names = fc.constantFrom('schema', 'tenant_id', 'Schema', 'tenantId', '__proto__', '');

    fc.assert(
      fc.property(fc.dictionary(names, member, { maxKeys: 3 }), (value) => {
        const isHint =
          Object.keys(value).toSorted().join() === 'schema,tenant_id' &&
          value['schema'] === 1 &&
          value['tenant_id'] === tenantId;

        const outcome = outcomeOf(bodyOf(aPush(value)));

        expect(typeof outcome === 'object').toBe(isHint);
      }),
      { numRuns: 2_000 },
    );
  });

  it('never makes another hint of a body with one byte changed', () => {
    const body = bodyOf(aPush());

    fc.assert(
      fc.property(fc.nat(body.length - 1), fc.nat(255), (at, byte) => {
        const changed = Buffer.from(body);
        changed[at] = byte;
        const outcome = outcomeOf(changed);
        // A changed letter of the data may give another id that is one; nothing else may come of it.
        expect(outcome).toEqual(
          typeof outcome === 'string'
            ? outcome
            : { schema: 1, tenant_id: expect.stringMatching(/^[0-9a-f-]{36}$/) },
        );
      }),
      { numRuns: 2_000 },
    );
  });
});
