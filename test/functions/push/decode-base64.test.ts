import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeBase64 } from '../../../functions/push/decode-base64.ts';

describe('decodeBase64()', () => {
  it('returns the bytes that were encoded, whatever they are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const decoded = decodeBase64(Buffer.from(bytes).toString('base64'));

        expect([...decoded]).toEqual([...bytes]);
      }),
    );
  });

  it.each([
    ['a missing pad', 'YQ='],
    ['no pads', 'YQ'],
    ['surplus pads', 'YWI==='],
    ['a pad alone', '='],
    ['a pad in the middle', 'YQ==YQ=='],
    ['a newline inside', 'YWJj\nZGVm'],
    ['a space at the end', 'YWJj '],
    ['letters of base64url', '-_-_'],
    ['both alphabets', '+_/-'],
    ['stray bits at the end', 'YR=='],
    ['one letter', 'Y'],
    ['letters of no alphabet', 'YW%j'],
    ['a zero byte', 'YWJj\0'],
    ['look-alike letters', 'YWJј'],
  ])('refuses %s', (_name, text) => {
    expect(() => decodeBase64(text)).toThrow(
      expect.objectContaining({ code: 'invalid_message_data' }),
    );
  });
});
